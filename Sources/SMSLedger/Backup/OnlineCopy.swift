internal import CSQLite
internal import SMSCore
internal import SMSSystem

/// Copies an open ledger into a new file with SQLite's online backup, a few pages at a time.
///
/// It must use the connection that writes: what that connection commits between two steps is copied
/// as well, whereas a commit on any other connection restarts the copy.
///
/// Source: <https://www.sqlite.org/c3ref/backup_finish.html>.
final class OnlineCopy {
  /// Pages per step: 0.8 MB, about a millisecond, which is the longest a commit waits.
  static let pages: Int32 = 200
  private static let cacheKilobytes = 2048

  private let source: Connection
  private let target: Connection
  private var handle: OpaquePointer?

  /// Begins a copy.
  ///
  /// - Parameters:
  ///   - source: The connection that writes the ledger.
  ///   - path: The file to create; an existing file is overwritten.
  /// - Throws: `LedgerError` with the path of the file that could not be used.
  init(of source: Connection, to path: String) throws(LedgerError) {
    self.source = source
    target = try Connection(path: path, mode: .create)
    // After a crash the file is discarded; a complete copy is synced at the end.
    try target.run("PRAGMA synchronous = OFF")
    try target.run("PRAGMA journal_mode = OFF")
    try target.run("PRAGMA locking_mode = EXCLUSIVE")
    try target.run("PRAGMA cache_size = -\(Self.cacheKilobytes)")
    handle = sqlite3_backup_init(target.handle, "main", source.handle, "main")
    guard handle != nil else { throw target.error(sqlite3_errcode(target.handle), "copy") }
  }

  deinit { end() }

  /// Copies the next pages; must not be called while the source has a transaction open.
  ///
  /// - Returns: Whether the copy is complete.
  /// - Throws: `LedgerError` with the source's path if it is damaged, otherwise with the new
  ///   file's.
  func step() throws(LedgerError) -> Bool {
    guard let handle else { return true }
    let result = sqlite3_backup_step(handle, Self.pages)
    switch result & 0xFF {
    case SQLITE_OK: return false
    case SQLITE_DONE:
      end()
      return true
    default:
      end()
      let isOfSource = [SQLITE_CORRUPT, SQLITE_NOTADB].contains(result & 0xFF)
      throw (isOfSource ? source : target).error(result, "copy")
    }
  }

  /// Abandons what has not been copied.
  func end() {
    guard let handle else { return }
    self.handle = nil
    sqlite3_backup_finish(handle)
  }
}

/// A copy in progress between commits, and the caller that awaits it.
final class RunningCopy {
  typealias Continuation = CheckedContinuation<Result<Void, LedgerError>, Never>

  let path: String
  var copy: OnlineCopy?
  private let continuation: Continuation

  init(to path: String, _ continuation: Continuation) {
    self.path = path
    self.continuation = continuation
  }

  func finish(_ error: LedgerError?) {
    copy?.end()
    copy = nil
    continuation.resume(returning: error.map { .failure($0) } ?? .success(()))
  }
}

extension Writer {
  /// Copies the ledger into a new file, as of the moment the last page is copied.
  ///
  /// Each step is queued after the calls already on the queue, so that commits continue.
  /// - Throws: `LedgerError` for the ledger or for the new file, which is then incomplete.
  nonisolated func copy(to path: String) async throws(LedgerError) {
    let result = await withCheckedContinuation { continuation in
      executor.async { self.assumeIsolated { $0.begin(RunningCopy(to: path, continuation)) } }
    }
    try result.get()
  }

  private func begin(_ running: RunningCopy) {
    guard let session else { return running.finish(.closed(path)) }
    guard runningCopy == nil else { return running.finish(.copying(path)) }
    do throws(LedgerError) {
      running.copy = try OnlineCopy(of: session.connection, to: running.path)
      runningCopy = running
      stepLater()
    } catch {
      running.finish(error)
    }
  }

  private func stepLater() {
    executor.async { self.assumeIsolated { $0.step() } }
  }

  private func step() {
    guard let running = runningCopy else { return }
    do throws(LedgerError) {
      guard try running.copy?.step() == false else { return end(running, nil) }
      stepLater()
    } catch {
      end(running, error)
    }
  }

  /// Ends the copy in progress, if any.
  func end(_ running: RunningCopy?, _ error: LedgerError?) {
    runningCopy = nil
    running?.finish(error)
  }
}

extension LedgerError {
  /// A second backup while one is in progress.
  fileprivate static func copying(_ path: String) -> LedgerError {
    LedgerError(
      code: .busy,
      operation: "copy",
      path: path,
      cause: "another backup is being made",
      hint: "Try again when it is done."
    )
  }
}
