internal import CSQLite
internal import SMSCore

/// A connection to one ledger file, used by one queue at a time.
///
/// It is not sendable: the actor that opened it owns it, so SQLite's own mutexes are left out.
final class Connection {
  /// What a connection may do.
  enum Mode {
    /// Reads and writes, and makes the file if there is none.
    case create
    /// Reads and writes an existing file.
    case write
    /// Reads an existing file.
    case read
  }

  /// In place of a path: a database in memory, for comparison.
  static let memory = ":memory:"

  /// The file, as it was named.
  let path: String
  let handle: OpaquePointer
  private var statements: [StatementKey: Statement] = [:]
  private var log: LogLength?
  private var limit: RunLimit?
  /// Done once for the process, before any connection is opened.
  private static let isLibrarySet = smsdispatch_leave_out_memory_statistics() == SQLITE_OK

  /// Opens a file.
  ///
  /// - Throws: `LedgerError` with the code `cannotOpen` or `io`.
  init(path: String, mode: Mode) throws(LedgerError) {
    _ = Self.isLibrarySet
    if path != Self.memory { _ = try SQLiteFiles.status(of: path) }
    var handle: OpaquePointer?
    let result = sqlite3_open_v2(path, &handle, mode.flags, nil)
    guard result == SQLITE_OK, let handle else {
      let error = Self.error(result, "open", path: path, handle: handle)
      sqlite3_close_v2(handle)
      throw error
    }
    sqlite3_extended_result_codes(handle, 1)
    // Else a statement is prepared again, at the cost of ten runs, whenever another value is bound
    // where a plan might depend on it.
    smsdispatch_keep_plans(handle)
    self.path = path
    self.handle = handle
  }

  deinit {
    statements.removeAll()
    sqlite3_close_v2(handle)
  }

  /// Runs a statement whose rows do not matter.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  func run(_ sql: String, _ values: [SQLValue] = []) throws(LedgerError) {
    try query(sql, values) { _ in }
  }

  /// Runs a statement and hands each of its rows to `body`.
  ///
  /// - Throws: `LedgerError` with SQLite's reason, or what the body throws.
  func query(
    _ sql: String,
    _ values: [SQLValue] = [],
    _ body: (borrowing Row) throws(LedgerError) -> Void
  ) throws(LedgerError) {
    let result = try statement(sql).run(values) { row throws(LedgerError) in
      try body(row)
      return true
    }
    guard result == SQLITE_DONE else { throw error(result, Self.operation(of: sql)) }
  }

  /// Returns what `body` makes of the first row, or nil if there is none.
  ///
  /// - Throws: `LedgerError` with SQLite's reason, or what the body throws.
  func first<Value>(
    _ sql: String,
    _ values: [SQLValue] = [],
    _ body: (borrowing Row) throws(LedgerError) -> Value
  ) throws(LedgerError) -> Value? {
    var value: Value?
    let result = try statement(sql).run(values) { row throws(LedgerError) in
      value = try body(row)
      return false
    }
    guard result == SQLITE_DONE || result == SQLITE_ROW else {
      throw error(result, Self.operation(of: sql))
    }
    return value
  }

  /// How many rows the last statement inserted, changed or deleted.
  var changes: Int { Int(sqlite3_changes64(handle)) }

  /// The key of the row inserted last.
  var lastInserted: Int64 { sqlite3_last_insert_rowid(handle) }

  /// Tells whether a transaction is open; SQLite ends one by itself at some failures.
  var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

  /// Whether the file was removed, or another has its path now.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  func hasMoved() throws(LedgerError) -> Bool {
    var hasMoved: Int32 = 0
    let result = sqlite3_file_control(handle, "main", SQLITE_FCNTL_HAS_MOVED, &hasMoved)
    guard result == SQLITE_OK else { throw error(result, "stat") }
    return hasMoved != 0
  }

  /// Reads on where SQLite would refuse the whole file.
  ///
  /// That is one shorter than its header says, or with a schema that cannot be parsed in part. Only
  /// for a connection that reads.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  func tolerateDamage() throws(LedgerError) {
    try run("PRAGMA writable_schema = ON")
  }

  /// Ends statements early from now on, as soon as `isOver` returns true.
  func interrupt(when isOver: @escaping () -> Bool) {
    let limit = RunLimit(isOver)
    self.limit = limit
    sqlite3_progress_handler(
      handle,
      RunLimit.steps,
      { context in
        guard let context else { return 0 }
        return Unmanaged<RunLimit>.fromOpaque(context).takeUnretainedValue().isOver() ? 1 : 0
      },
      Unmanaged.passUnretained(limit).toOpaque()
    )
  }

  /// Lets statements run to their end from now on.
  func endInterrupting() {
    sqlite3_progress_handler(handle, 0, nil, nil)
    limit = nil
  }

  /// Whether a statement was ended early.
  var wasInterrupted: Bool { limit?.wasReached ?? false }

  /// How long a lock of another process is waited for, in milliseconds.
  func waitForLocks(milliseconds: Int32) {
    sqlite3_busy_timeout(handle, milliseconds)
  }

  /// Gives the cache back; it fills again as far as it is used.
  func releaseMemory() {
    sqlite3_db_release_memory(handle)
  }

  /// Begins to count the frames in the write-ahead log, by SQLite's call after each commit.
  func watchLog() {
    let log = LogLength()
    self.log = log
    sqlite3_wal_hook(
      handle,
      { context, _, _, frames in
        guard let context else { return SQLITE_OK }
        Unmanaged<LogLength>.fromOpaque(context).takeUnretainedValue().frames = Int(frames)
        return SQLITE_OK
      },
      Unmanaged.passUnretained(log).toOpaque()
    )
  }

  /// Frames in the write-ahead log after the last commit, 0 without `watchLog`.
  var logFrames: Int { log?.frames ?? 0 }

  /// Copies the write-ahead log into the file.
  ///
  /// - Throws: `LedgerError`, with the code `busy` if a reader is in the way.
  func checkpoint(_ kind: Checkpoint.Kind) throws(LedgerError) -> Checkpoint {
    var frames: Int32 = 0
    var copied: Int32 = 0
    let result = sqlite3_wal_checkpoint_v2(handle, nil, kind.flag, &frames, &copied)
    guard result == SQLITE_OK else { throw error(result, "checkpoint") }
    return Checkpoint(frames: Int(frames), copied: Int(copied))
  }

  private func statement(_ sql: String) throws(LedgerError) -> Statement {
    let key = StatementKey(sql: sql)
    if let cached = statements[key] { return cached }
    var prepared: OpaquePointer?
    let result = sqlite3_prepare_v3(
      handle,
      sql,
      -1,
      UInt32(SQLITE_PREPARE_PERSISTENT),
      &prepared,
      nil
    )
    guard result == SQLITE_OK, let prepared else { throw error(result, Self.operation(of: sql)) }
    let statement = Statement(owning: prepared)
    statements[key] = statement
    return statement
  }

  /// The error of a call of SQLite on this connection that failed.
  func error(_ result: Int32, _ operation: String) -> LedgerError {
    Self.error(result, operation, path: path, handle: handle)
  }

  private static func error(
    _ result: Int32,
    _ operation: String,
    path: String,
    handle: OpaquePointer?
  ) -> LedgerError {
    let message = handle.flatMap { sqlite3_errmsg($0) } ?? sqlite3_errstr(result)
    let cause = message.map { String(cString: $0) } ?? "result \(result)"
    return LedgerError(
      result: result,
      systemCode: handle.map { sqlite3_system_errno($0) } ?? 0,
      operation: operation,
      path: path,
      cause: cause
    )
  }

  /// The first word of a statement in small letters, which names what was being done.
  private static func operation(of sql: String) -> String {
    String(sql.prefix { $0 != " " && $0 != "\n" }).lowercased()
  }
}

/// A statement's text, told apart by its length first: to hash all of it costs as much as to run
/// a small statement, and the same literal is equal to itself at a glance.
private struct StatementKey: Hashable {
  let sql: String

  func hash(into hasher: inout Hasher) {
    hasher.combine(sql.utf8.count)
  }
}

/// Where SQLite's callback leaves the length of the write-ahead log; the connection keeps it alive.
private final class LogLength {
  var frames = 0
}

/// How long statements may run; the connection keeps it alive for SQLite's calls.
private final class RunLimit {
  /// Steps of SQLite's machine between two looks, about a millisecond.
  static let steps: Int32 = 20_000

  private let hasPassed: () -> Bool
  private(set) var wasReached = false

  init(_ hasPassed: @escaping () -> Bool) {
    self.hasPassed = hasPassed
  }

  func isOver() -> Bool {
    if hasPassed() { wasReached = true }
    return wasReached
  }
}

extension Connection.Mode {
  /// Paths are never URIs here, and the mutexes are left out because an actor owns the connection.
  fileprivate var flags: Int32 {
    let common = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
    return switch self {
    case .create: common | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
    case .write: common | SQLITE_OPEN_READWRITE
    case .read: common | SQLITE_OPEN_READONLY
    }
  }
}

extension Connection {
  /// Sets what every connection to a ledger keeps to.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  func applySettings(cacheKilobytes: Int) throws(LedgerError) {
    // A commit is on the disk when it returns: NORMAL would lose the last ones in a power cut.
    try run("PRAGMA synchronous = FULL")
    // Deleted texts are overwritten with zeros, not only unlinked.
    try run("PRAGMA secure_delete = ON")
    // The writer never checkpoints by itself; see `Checkpointer`.
    try run("PRAGMA wal_autocheckpoint = 0")
    try run("PRAGMA temp_store = MEMORY")
    try run("PRAGMA foreign_keys = ON")
    try run("PRAGMA trusted_schema = OFF")
    try run("PRAGMA cache_size = -\(cacheKilobytes)")
  }

  /// Turns write-ahead logging on, which is kept in the file.
  ///
  /// - Throws: `LedgerError` with SQLite's reason, or the code `cannotOpen` on a file system that
  ///   has no shared memory.
  func useWriteAheadLog() throws(LedgerError) {
    let mode = try first("PRAGMA journal_mode = WAL") { $0.text(0) }
    guard mode == "wal" else {
      throw LedgerError.foreign(
        path,
        cause: "this file system does not support a write-ahead log"
      )
    }
  }
}
