/// The port for a ledger's storage: creates a ledger, and opens it for the daemon or a reader.
package protocol LedgerStorage: Sendable {
  /// The name of the ledger in messages: its path.
  var path: String { get }

  /// What is there now; creates and changes nothing.
  ///
  /// - Throws: `LedgerError` with the code `cannotOpen` for anything that cannot be a ledger.
  func content() throws(LedgerError) -> LedgerContent

  /// Creates the ledger, with notes in it, if it is missing or empty.
  ///
  /// - Throws: `LedgerError` if it cannot be created.
  func make(notes: [String: String]) throws(LedgerError)

  /// Opens the ledger for the one daemon that uses it; creates it if it is missing or empty.
  ///
  /// A ledger of an earlier version is upgraded to this program's version first.
  /// - Parameters:
  ///   - boot: The id of the machine's boot, to which times of the monotonic clock belong.
  ///   - codes: Generates and compares codes, within the transactions that need it.
  ///   - report: Called while a ledger of an earlier version is upgraded: at the start, about every
  ///     millisecond, and once it is committed.
  /// - Returns: The ledger.
  /// - Throws: `LedgerError`: `newerVersion`, `corrupt`, `readOnly`, `cannotOpen`, `full`, `io`.
  ///   Nothing is deleted, and a file that is not a ledger is not touched.
  func open(
    boot: String,
    codes: any CodeBook,
    reporting report: @escaping @Sendable (LedgerUpgrade) -> Void
  ) async throws(LedgerError) -> any DaemonLedger

  /// Opens a ledger of exactly this program's version for reading, whether the daemon runs or not.
  ///
  /// - Throws: `LedgerError`: `cannotOpen` if it is missing, empty or of an earlier version,
  ///   `newerVersion`, or `corrupt` for damage that shows without reading all of it.
  func reader() throws(LedgerError) -> any LedgerReader
}

/// An open ledger with all that the daemon does with it.
package protocol DaemonLedger: Ledger, Inbox, LookupRecord, CommandRecord, AuditRecord, NoteStore,
  OptOutImport, OptOutRegister, PersonErasure, ReconciliationStore, BackupSource, LedgerGuard,
  SenderStatistics, SenderRegister, CommitObserving, BacklogReader, BatchStore, MediaQueue,
  MediaCopyRegister
{
  /// Commits pending changes and closes the ledger; later calls fail.
  func close() async
}

/// What is in a ledger's place.
package enum LedgerContent: Equatable, Sendable {
  case missing
  /// A file with nothing in it to lose; a failed repair may leave one behind.
  case empty
  /// A database, intact or not.
  case database
}

/// The upgrade of a ledger of an earlier version to this program's.
package struct LedgerUpgrade: Equatable, Sendable {
  package let from: Int64
  package let to: Int64
  /// Whether the upgrade is committed.
  package let isDone: Bool

  package init(from: Int64, to: Int64, isDone: Bool) {
    self.from = from
    self.to = to
    self.isDone = isDone
  }
}
