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
