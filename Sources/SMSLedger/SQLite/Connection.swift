internal import CSQLite
internal import SMSCore

/// A connection to one ledger file, used by one queue at a time.
///
/// Not sendable: the actor that opened it owns it, so SQLite's own mutexes are turned off.
final class Connection {
  /// How a file is opened.
  enum Mode {
    /// Reads and writes; creates the file if it is missing.
    case create
    /// Reads and writes an existing file.
    case write
    /// Reads an existing file.
    case read
  }

  /// Used as a path: a database in memory, for comparison.
  static let memory = ":memory:"

  /// The path as given.
  let path: String
  let handle: OpaquePointer
  /// Prepared statements, at the index that is the length of their text.
  ///
  /// Hashing a text costs as much as running a small statement.
  private var statements: [[PreparedText]] = []
  private var log: LogLength?
  private var limit: RunLimit?
  /// Done once per process, before any connection is opened.
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
    // Otherwise SQLite prepares a statement again, at the cost of ten runs, whenever a new value is
    // bound where the plan might depend on it.
    smsdispatch_keep_plans(handle)
    self.path = path
    self.handle = handle
    try defineProviderKey()
  }

  deinit {
    statements.removeAll()
    sqlite3_close_v2(handle)
  }

  /// Runs a statement and ignores its rows.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func run(_ sql: String, _ values: [SQLValue] = []) throws(LedgerError) {
    try query(sql, values) { _ in }
  }

  /// Runs a statement and passes each of its rows to `body`.
  ///
  /// - Throws: `LedgerError` if the statement fails, or from the body.
  func query(
    _ sql: String,
    _ values: [SQLValue] = [],
    _ body: (borrowing Row) throws(LedgerError) -> Void
  ) throws(LedgerError) {
    try run(try statement(sql), sql, values, body)
  }

  /// Runs a statement that is not run often, and does not keep it.
  ///
  /// - Throws: `LedgerError` if the statement fails, or from the body.
  func queryOnce(
    _ sql: String,
    _ values: [SQLValue],
    _ body: (borrowing Row) throws(LedgerError) -> Void
  ) throws(LedgerError) {
    try run(try prepare(sql), sql, values, body)
  }

  private func run(
    _ statement: Statement,
    _ sql: String,
    _ values: [SQLValue],
    _ body: (borrowing Row) throws(LedgerError) -> Void
  ) throws(LedgerError) {
    let result = try statement.run(values) { row throws(LedgerError) in
      try body(row)
      return true
    }
    guard result == SQLITE_DONE else { throw error(result, Self.operation(of: sql)) }
  }

  /// Returns what `body` makes of the first row, or nil if there are no rows.
  ///
  /// - Throws: `LedgerError` if the statement fails, or from the body.
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

  /// The rowid of the row inserted last.
  var lastInserted: Int64 { sqlite3_last_insert_rowid(handle) }

  /// Whether a transaction is open; after some failures SQLite ends it on its own.
  var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

  /// Whether the file was removed, or another file is now at its path.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func hasMoved() throws(LedgerError) -> Bool {
    var hasMoved: Int32 = 0
    let result = sqlite3_file_control(handle, "main", SQLITE_FCNTL_HAS_MOVED, &hasMoved)
    guard result == SQLITE_OK else { throw error(result, "stat") }
    return hasMoved != 0
  }

  /// Keeps reading where SQLite would refuse the whole file.
  ///
  /// Such a file is shorter than its header says, or has a schema that cannot be parsed completely.
  /// Only for a connection that reads.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func tolerateDamage() throws(LedgerError) {
    try run("PRAGMA writable_schema = ON")
  }

  /// From now on, interrupts statements as soon as `isOver` returns true.
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

  /// Lets statements run to their end again.
  func endInterrupting() {
    sqlite3_progress_handler(handle, 0, nil, nil)
    limit = nil
  }

  /// Whether a statement was interrupted.
  var wasInterrupted: Bool { limit?.wasReached ?? false }

  /// Sets how long to wait for another process's lock, in milliseconds.
  func waitForLocks(milliseconds: Int32) {
    sqlite3_busy_timeout(handle, milliseconds)
  }

  /// Frees the page cache; it fills again with use.
  func releaseMemory() {
    sqlite3_db_release_memory(handle)
  }

  /// Starts counting the frames in the write-ahead log, from SQLite's callback after each commit.
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

  /// Frames in the write-ahead log after the last commit; 0 without `watchLog`.
  var logFrames: Int { log?.frames ?? 0 }

  /// Copies the write-ahead log into the file.
  ///
  /// - Throws: `LedgerError`, with the code `busy` if another connection is in the way.
  func checkpoint(_ kind: Checkpoint.Kind) throws(LedgerError) -> Checkpoint {
    var frames: Int32 = 0
    var copied: Int32 = 0
    let result = sqlite3_wal_checkpoint_v2(handle, nil, kind.flag, &frames, &copied)
    guard result == SQLITE_OK else { throw error(result, "checkpoint") }
    return Checkpoint(frames: Int(frames), copied: Int(copied))
  }

  private func statement(_ sql: String) throws(LedgerError) -> Statement {
    let length = sql.utf8.count
    if length < statements.count {
      for prepared in statements[length] where prepared.sql == sql { return prepared.statement }
    }
    let statement = try prepare(sql)
    let missing = max(0, length + 1 - statements.count)
    statements.append(contentsOf: repeatElement([], count: missing))
    statements[length].append(PreparedText(sql: sql, statement: statement))
    return statement
  }

  private func prepare(_ sql: String) throws(LedgerError) -> Statement {
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
    return Statement(owning: prepared)
  }

  /// The error for a failed SQLite call on this connection.
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

  /// The first word of a statement in lower case, as the name of the operation.
  private static func operation(of sql: String) -> String {
    String(sql.prefix { $0 != " " && $0 != "\n" }).lowercased()
  }
}

/// A statement and its text.
private struct PreparedText {
  let sql: String
  let statement: Statement
}

/// Where SQLite's callback stores the length of the write-ahead log; the connection keeps it alive.
private final class LogLength {
  var frames = 0
}

/// The condition that interrupts statements; the connection keeps it alive for SQLite's callback.
private final class RunLimit {
  /// Virtual machine instructions between two checks, about a millisecond.
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
  /// Paths are never URIs; mutexes are off because an actor owns the connection.
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
  /// Applies the settings common to all connections to a ledger.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func applySettings(cacheKilobytes: Int) throws(LedgerError) {
    // A commit is on disk when it returns; NORMAL would lose the last ones in a power cut.
    try run("PRAGMA synchronous = FULL")
    // Deleted texts are overwritten with zeros, not just unlinked.
    try run("PRAGMA secure_delete = ON")
    // The writer never checkpoints on its own; see `Checkpointer`.
    try run("PRAGMA wal_autocheckpoint = 0")
    try run("PRAGMA temp_store = MEMORY")
    try run("PRAGMA foreign_keys = ON")
    try run("PRAGMA trusted_schema = OFF")
    try run("PRAGMA cache_size = -\(cacheKilobytes)")
  }

  /// Turns on write-ahead logging, which persists in the file.
  ///
  /// - Throws: `LedgerError` if the statement fails, with the code `cannotOpen` on a file system
  ///   without shared memory.
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
