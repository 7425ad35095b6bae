package import SMSCore

/// A look into the ledger from another process: read-only, every answer a short transaction.
///
/// It never stops the daemon: readers and the writer do not wait for each other, and a reader only
/// puts the log's next cut off while it reads.
package final class LedgerView {
  private static let cache = 2048
  /// Jobs looked at in one transaction of `list`.
  static let chunk: Int64 = 20_000

  let connection: Connection

  /// Opens an existing ledger of exactly this program's version.
  ///
  /// - Throws: `LedgerError`: `cannotOpen`, `newerVersion`, `corrupt`.
  package init(path: String) throws(LedgerError) {
    connection = try Connection(path: path, mode: .read)
    connection.waitForLocks(milliseconds: 1000)
    try connection.applySettings(cacheKilobytes: Self.cache)
    try Schema.ledger.check(connection)
  }

  /// Whether the ledger knows a job of that name.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  package func knows(_ name: JobName) throws(LedgerError) -> Bool {
    try ReadSession(connection: connection).knows(name)
  }
}

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

/// A subject of a spool with its phone.
package struct Enrollment: Hashable, Sendable {
  package var spool: String
  package var subject: String
  /// The number that passed its check; nil before the first one has.
  package var phone: PhoneNumber?
  package var verifiedAt: WallTime?
  /// The number whose check is awaited.
  package var pending: PhoneNumber?
  package var askedAt: WallTime?
}
