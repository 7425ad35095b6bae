/// The port to where a ledger is kept: makes it, and opens it for the daemon or for a reader.
package protocol LedgerStorage: Sendable {
  /// What messages call the ledger: its path.
  var path: String { get }

  /// What is there now; nothing is made and nothing is changed.
  ///
  /// - Throws: `LedgerError` with the code `cannotOpen` for what can be no ledger.
  func content() throws(LedgerError) -> LedgerContent

  /// Makes a ledger where it is missing or empty, with notes in it.
  ///
  /// - Throws: `LedgerError`.
  func make(notes: [String: String]) throws(LedgerError)

  /// Opens the ledger for the one daemon that works with it, making it where it is missing or empty.
  ///
  /// A ledger of an earlier version is brought to this program's version first.
  /// - Parameters:
  ///   - boot: The machine's boot: times of the monotonic clock hold only within one.
  ///   - codes: Makes codes and compares them, inside the transactions that need it.
  ///   - report: Called for a ledger of an earlier version: first, about each millisecond while it
  ///     is brought to this one's, and when that is committed.
  /// - Returns: The ledger.
  /// - Throws: `LedgerError`: `newerVersion`, `corrupt`, `readOnly`, `cannotOpen`, `full`, `io`.
  ///   Nothing is deleted, and what is not a ledger is not touched.
  func open(
    boot: String,
    codes: any CodeBook,
    reporting report: @escaping @Sendable (LedgerUpgrade) -> Void
  ) async throws(LedgerError) -> any DaemonLedger

  /// Opens a ledger of exactly this program's version to be read, beside a daemon or without one.
  ///
  /// - Throws: `LedgerError`: `cannotOpen` for one that is missing, empty or of an earlier version,
  ///   `newerVersion`, and `corrupt` for damage that can be seen without reading all of it.
  func reader() throws(LedgerError) -> any LedgerReader
}

/// An open ledger with everything that the daemon does with it.
package protocol DaemonLedger: Ledger, Inbox, LookupRecord, ErrandRecord, NoteStore,
  ReconciliationStore, BackupSource, LedgerGuard
{
  /// Commits what waits and closes it; calls after that fail.
  func close() async
}

/// What is in a ledger's place.
package enum LedgerContent: Equatable, Sendable {
  case missing
  /// Nothing that anything could be lost with: a failed repair may leave such a file behind.
  case empty
  /// A database, whole or not.
  case database
}

/// A ledger of an earlier version on its way to this program's.
package struct LedgerUpgrade: Equatable, Sendable {
  package let from: Int64
  package let to: Int64
  /// Whether it is committed.
  package let isDone: Bool

  package init(from: Int64, to: Int64, isDone: Bool) {
    self.from = from
    self.to = to
    self.isDone = isDone
  }
}
