internal import CSQLite

/// A prepared statement of one connection, reused for every run of the same SQL.
///
/// It is bound, stepped and reset within one call, so it never holds a read transaction open
/// between calls.
final class Statement {
  private let handle: OpaquePointer
  /// The texts and blobs that are bound, while it runs: SQLite reads them here without a copy.
  private var bytes: UnsafeMutableRawBufferPointer

  /// Takes ownership of a handle from `sqlite3_prepare_v3`.
  init(owning handle: OpaquePointer) {
    self.handle = handle
    bytes = .allocate(byteCount: Self.room, alignment: 1)
  }

  deinit {
    sqlite3_finalize(handle)
    bytes.deallocate()
  }

  /// Enough for names and ids; long texts take as much as they need, in steps of this.
  private static let room = 128

  /// Binds the parameters, passes each row to `body` until it returns false, and resets.
  ///
  /// - Returns: SQLite's extended result code: `SQLITE_DONE`, `SQLITE_ROW` if the body stopped, or
  ///   an error.
  func run<Failure: Error>(
    _ values: [SQLValue],
    _ body: (borrowing Row) throws(Failure) -> Bool
  ) throws(Failure) -> Int32 {
    precondition(sqlite3_stmt_busy(handle) == 0, "a statement runs inside its own run")
    precondition(sqlite3_bind_parameter_count(handle) == values.count, "parameters do not match")
    defer { finish() }
    reserve(values.reduce(0) { $0 + $1.byteCount })
    var end = 0
    for (index, value) in values.enumerated() {
      let result = bind(value, at: Int32(index + 1), &end)
      if result != SQLITE_OK { return result }
    }
    while true {
      let result = sqlite3_step(handle)
      guard result == SQLITE_ROW else { return result }
      guard try body(Row(handle)) else { return result }
    }
  }

  /// Bindings are cleared as well: they contain message texts.
  private func finish() {
    sqlite3_reset(handle)
    sqlite3_clear_bindings(handle)
  }

  private func reserve(_ count: Int) {
    guard count > bytes.count else { return }
    bytes.deallocate()
    bytes = .allocate(byteCount: (count / Self.room + 1) * Self.room, alignment: 1)
  }

  private func bind(_ value: SQLValue, at index: Int32, _ end: inout Int) -> Int32 {
    switch value {
    case .null:
      return sqlite3_bind_null(handle, index)
    case .integer(let value):
      return sqlite3_bind_int64(handle, index, value)
    case .real(let value):
      return sqlite3_bind_double(handle, index, value)
    case .text(var value):
      let copy = value.withUTF8 { keep(UnsafeRawBufferPointer($0), &end) }
      return smsdispatch_bind_text(handle, index, copy.baseAddress, UInt64(copy.count))
    case .blob(let value):
      let copy = value.withUnsafeBytes { keep($0, &end) }
      return smsdispatch_bind_blob(handle, index, copy.baseAddress, UInt64(copy.count))
    }
  }

  /// Copies a value into `bytes`, after those before it.
  private func keep(
    _ value: UnsafeRawBufferPointer,
    _ end: inout Int
  ) -> UnsafeMutableRawBufferPointer {
    let copy = UnsafeMutableRawBufferPointer(rebasing: bytes[end..<end + value.count])
    copy.copyMemory(from: value)
    end += value.count
    return copy
  }
}

extension SQLValue {
  /// The length of a text or blob; 0 for what SQLite keeps by value.
  fileprivate var byteCount: Int {
    switch self {
    case .text(let value): value.utf8.count
    case .blob(let value): value.count
    case .null, .integer, .real: 0
    }
  }
}
