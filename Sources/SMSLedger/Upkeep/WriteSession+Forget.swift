internal import SMSCore

extension WriteSession {
  /// How much longer than a job its code is kept: caps and checks need it for an hour at most.
  private static let codeRest = Interval(seconds: 86_400)

  /// Removes codes that were sent a day before a time, oldest first; enrollments stay.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  func forgetCodes(before cutoff: WallTime, limit: Int) throws(LedgerError) {
    let oldest = cutoff.advanced(by: Interval(nanoseconds: -Self.codeRest.nanoseconds))
    let values: [SQLValue] = [.time(oldest), .integer(Int64(limit))]
    // Only the oldest rows are looked at: their order is nearly that of their times.
    try connection.run(
      """
      DELETE FROM code
      WHERE sent < ?1 AND job IN (SELECT job FROM code ORDER BY job LIMIT ?2)
      """,
      values
    )
    try connection.run(
      """
      DELETE FROM verification
      WHERE sent < ?1 AND number IN (SELECT number FROM verification ORDER BY number LIMIT ?2)
      """,
      values
    )
  }

  /// Takes a name from a code that outlived its job.
  ///
  /// The row stays, for the caps; the name belongs to the newest request of it. No request's id
  /// begins with a dot.
  /// - Throws: `LedgerError` with SQLite's reason.
  func releaseCodeName(_ name: JobName) throws(LedgerError) {
    try connection.run(
      "UPDATE code SET id = '.' || job WHERE spool = ? AND id = ?",
      [.text(name.spool), .text(name.id)]
    )
  }
}
