package import SMSCore

extension LedgerView {
  /// The subjects of a spool, or of all, by spool and subject.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  package func enrollments(in spool: String?, limit: Int) throws(LedgerError) -> [Enrollment] {
    var enrollments: [Enrollment] = []
    try connection.query(
      """
      SELECT \(Row.enrollmentColumns) FROM enrollment
      WHERE ?1 IS NULL OR spool = ?1 ORDER BY spool, subject LIMIT ?2
      """,
      [.optional(spool), .integer(Int64(limit))]
    ) { row throws(LedgerError) in enrollments.append(try row.enrollment()) }
    return enrollments
  }
}
