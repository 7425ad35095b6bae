internal import SMSCore

extension SQLiteLedgerReader {
  func optOuts(after entry: OptOut?, limit: Int) throws(LedgerError) -> [OptOut] {
    var optOuts: [OptOut] = []
    try connection.query(
      """
      SELECT \(Row.optOutColumns) FROM opt_out WHERE (phone, sender) > (?, ?)
      ORDER BY phone, sender LIMIT ?
      """,
      [
        entry.map { .phone($0.phone) } ?? .integer(-1), .sender(entry?.sender),
        .integer(Int64(limit)),
      ]
    ) { row throws(LedgerError) in optOuts.append(try row.optOut(from: 0)) }
    return optOuts
  }

  func optOuts(of phone: PhoneNumber) throws(LedgerError) -> [OptOut] {
    var optOuts: [OptOut] = []
    try connection.query(
      "SELECT \(Row.optOutColumns) FROM opt_out WHERE phone = ? ORDER BY sender",
      [.phone(phone)]
    ) { row throws(LedgerError) in optOuts.append(try row.optOut(from: 0)) }
    return optOuts
  }

  func optOutEvents(of phone: PhoneNumber) throws(LedgerError) -> [OptOutEvent] {
    var events: [OptOutEvent] = []
    try connection.query(
      """
      SELECT change, recorded, effect, phone, sender, source, since FROM opt_out_event
      WHERE phone = ? ORDER BY number
      """,
      [.phone(phone)]
    ) { row throws(LedgerError) in
      events.append(
        OptOutEvent(
          try row.known(OptOutEvent.Change(rawValue: row.text(0)), "change of an opt-out"),
          try row.optOut(from: 3),
          recordedAt: row.time(1),
          hadEffect: row.flag(2)
        )
      )
    }
    return events
  }
}

extension Row {
  /// The columns that `optOut(from:)` reads.
  static let optOutColumns = "opt_out.phone, opt_out.sender, opt_out.source, opt_out.since"

  /// The opt-out in `optOutColumns`.
  ///
  /// - Throws: `LedgerError` with the code `corrupt` if the stored value is invalid.
  func optOut(from column: Int32) throws(LedgerError) -> OptOut {
    OptOut(
      phone: try phone(column),
      sender: integer(column + 1) == 0 ? nil : try phone(column + 1),
      origin: try known(OptOut.Origin(text(column + 2)), "source of an opt-out"),
      since: time(column + 3)
    )
  }
}
