internal import SMSCore

extension Row {
  /// A job's number.
  func job(_ column: Int32) -> JobNumber { JobNumber(integer(column)) }

  /// A time.
  func time(_ column: Int32) -> WallTime { WallTime(milliseconds: integer(column)) }

  /// A time, or nil where it is NULL.
  func optionalTime(_ column: Int32) -> WallTime? {
    optionalInteger(column).map { WallTime(milliseconds: $0) }
  }

  /// A number that the core keeps as `Int`.
  func count(_ column: Int32) -> Int { Int(integer(column)) }

  /// A number that the core keeps as `Int`, or nil where it is NULL.
  func optionalCount(_ column: Int32) -> Int? { optionalInteger(column).map { Int($0) } }

  /// A job's state.
  ///
  /// - Throws: `LedgerError` with the code `corrupt` for a value that no version writes.
  func state(_ column: Int32) throws(LedgerError) -> JobState {
    try known(JobState(rawValue: count(column)), "state")
  }

  /// A telephone number.
  ///
  /// - Throws: `LedgerError` with the code `corrupt` for a value that no version writes.
  func phone(_ column: Int32) throws(LedgerError) -> PhoneNumber {
    try known(try? PhoneNumber(value: UInt64(clamping: integer(column))), "telephone number")
  }

  /// An account, a spool and a priority in three columns.
  ///
  /// - Throws: `LedgerError` with the code `corrupt` for a value that no version writes.
  func lane(from column: Int32) throws(LedgerError) -> Lane {
    Lane(
      account: text(column),
      spool: text(column + 1),
      priority: try known(Priority(rawValue: count(column + 2)), "priority")
    )
  }

  /// The value, or the error of a ledger that holds what nobody wrote; never the value itself.
  func known<Value>(_ value: Value?, _ what: String) throws(LedgerError) -> Value {
    guard let value else { throw .corrupt(path, cause: "a stored \(what) is not a legal one") }
    return value
  }

  /// A moment in two columns, the calendar's time and the monotonic one, which may be NULL.
  func pastMoment(_ column: Int32) -> PastMoment {
    PastMoment(
      wall: time(column),
      monotonic: isNull(column + 1) ? nil : MonotonicTime(nanoseconds: integer(column + 1))
    )
  }
}
