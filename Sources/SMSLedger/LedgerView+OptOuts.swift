package import SMSCore

extension LedgerView {
  /// Who wants no messages, by phone.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  package func optOuts() throws(LedgerError) -> [OptOut] {
    var optOuts: [OptOut] = []
    try connection.query(
      "SELECT \(Row.optOutColumns) FROM opt_out ORDER BY phone, sender"
    ) { row throws(LedgerError) in optOuts.append(try row.optOut()) }
    return optOuts
  }
}
