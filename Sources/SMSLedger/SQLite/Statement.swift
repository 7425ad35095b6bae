internal import CSQLite

/// A prepared statement of one connection, reused for every run of the same SQL.
///
/// It is bound, stepped and reset within one call, so it never holds a read transaction open
/// between calls.
final class Statement {
  private let handle: OpaquePointer

  /// Takes ownership of a handle from `sqlite3_prepare_v3`.
  init(owning handle: OpaquePointer) {
    self.handle = handle
  }

  deinit {
    sqlite3_finalize(handle)
  }

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
    for (index, value) in values.enumerated() {
      let result = bind(value, at: Int32(index + 1))
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

  private func bind(_ value: SQLValue, at index: Int32) -> Int32 {
    switch value {
    case .null:
      return sqlite3_bind_null(handle, index)
    case .integer(let value):
      return sqlite3_bind_int64(handle, index, value)
    case .real(let value):
      return sqlite3_bind_double(handle, index, value)
    case .text(var value):
      return value.withUTF8 { bytes in
        bytes.withMemoryRebound(to: CChar.self) {
          smsdispatch_bind_text(handle, index, $0.baseAddress, UInt64($0.count))
        }
      }
    case .blob(let value):
      return value.withUnsafeBytes {
        smsdispatch_bind_blob(handle, index, $0.baseAddress, UInt64($0.count))
      }
    }
  }
}
