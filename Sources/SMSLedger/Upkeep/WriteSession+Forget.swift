internal import SMSCore

extension WriteSession {
  /// How much longer than a job its code is kept; limits and checks need it for an hour at most.
  private static let codeRest = Interval(seconds: 86_400)

  /// Removes codes sent more than a day before the cutoff, oldest first; enrollments stay.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func forgetCodes(before cutoff: WallTime, limit: Int) throws(LedgerError) {
    let oldest = cutoff.advanced(by: Interval(nanoseconds: -Self.codeRest.nanoseconds))
    let values: [SQLValue] = [.time(oldest), .integer(Int64(limit))]
    // Only the oldest rows are examined: their order is nearly that of their times.
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

  /// Frees a name still used by a code that outlived its job.
  ///
  /// The row stays for the limits; the name belongs to its newest request. The new id begins with a
  /// dot, which no request's id does.
  /// - Throws: `LedgerError` if a statement fails.
  func releaseCodeName(_ name: JobName) throws(LedgerError) {
    try connection.run(
      "UPDATE code SET id = '.' || job WHERE spool = ? AND id = ?",
      [.text(name.spool), .text(name.id)]
    )
  }
}
