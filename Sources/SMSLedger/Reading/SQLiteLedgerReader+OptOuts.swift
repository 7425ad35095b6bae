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

  func optOuts(of phone: PhoneNumber) throws(LedgerError) -> PhoneOptOuts {
    try connection.transaction(.read) { () throws(LedgerError) in try connection.optOuts(of: phone)
    }
  }

  func optOutEvents(of phone: PhoneNumber) throws(LedgerError) -> [OptOutEvent] {
    var events: [OptOutEvent] = []
    try connection.query(
      """
      SELECT change, recorded, effect, phone, sender, source, since, NULL, since, NULL
      FROM opt_out_event
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

extension Connection {
  /// What is known of a phone; without entries nothing, whatever it resumed.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func optOuts(of phone: PhoneNumber) throws(LedgerError) -> PhoneOptOuts {
    var known = PhoneOptOuts()
    try query(
      "SELECT \(Row.optOutColumns) FROM opt_out WHERE phone = ? ORDER BY sender",
      [.phone(phone)]
    ) { row throws(LedgerError) in known.entries.append(try row.optOut(from: 0)) }
    guard !known.entries.isEmpty else { return known }
    known.resumptions = try resumptions(of: phone)
    return known
  }

  /// When a phone last resumed messages from each of our numbers.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func resumptions(of phone: PhoneNumber) throws(LedgerError) -> [PhoneNumber: WallTime] {
    var times: [PhoneNumber: WallTime] = [:]
    try query(
      """
      SELECT sender, max(since) FROM opt_out_event
      WHERE phone = ? AND change = 'removed' AND sender <> 0 GROUP BY sender
      """,
      [.phone(phone)]
    ) { row throws(LedgerError) in times[try row.phone(0)] = row.time(1) }
    return times
  }
}

extension Row {
  /// The columns that `optOut(from:)` reads.
  static let optOutColumns = """
    opt_out.phone, opt_out.sender, opt_out.source, opt_out.since, opt_out.account, opt_out.last,
    (
      SELECT max(event.since) FROM opt_out_event AS event
      WHERE event.phone = opt_out.phone AND event.sender = opt_out.sender AND opt_out.sender <> 0
        AND event.change = 'removed' AND event.since > opt_out.last
    )
    """

  /// The opt-out in `optOutColumns`.
  ///
  /// - Throws: `LedgerError` with the code `corrupt` if the stored value is invalid.
  func optOut(from column: Int32) throws(LedgerError) -> OptOut {
    OptOut(
      phone: try phone(column),
      sender: integer(column + 1) == 0 ? nil : try phone(column + 1),
      account: optionalText(column + 4),
      origin: try known(OptOut.Origin(text(column + 2)), "source of an opt-out"),
      since: time(column + 3),
      latest: time(column + 5),
      resumedAt: optionalTime(column + 6)
    )
  }
}
