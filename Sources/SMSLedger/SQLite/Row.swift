internal import CSQLite
internal import SMSCore

/// The current row of a statement, readable only while the statement's body runs.
struct Row: ~Copyable {
  private let handle: OpaquePointer

  init(_ handle: OpaquePointer) {
    self.handle = handle
  }

  /// The database file of the row, for errors.
  var path: String {
    sqlite3_db_filename(sqlite3_db_handle(handle), "main").map { String(cString: $0) } ?? ""
  }

  /// Whether a column is NULL.
  func isNull(_ column: Int32) -> Bool {
    sqlite3_column_type(handle, column) == SQLITE_NULL
  }

  /// A column as an integer; NULL reads as 0.
  func integer(_ column: Int32) -> Int64 {
    sqlite3_column_int64(handle, column)
  }

  /// A column as a Boolean; NULL reads as false.
  func flag(_ column: Int32) -> Bool {
    integer(column) != 0
  }

  /// A column as a real number; NULL reads as 0.
  func real(_ column: Int32) -> Double {
    sqlite3_column_double(handle, column)
  }

  /// A column as text; NULL reads as the empty string.
  func text(_ column: Int32) -> String {
    guard let bytes = sqlite3_column_text(handle, column) else { return "" }
    let count = Int(sqlite3_column_bytes(handle, column))
    return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
  }

  /// A column as bytes; NULL reads as an empty array.
  func blob(_ column: Int32) -> [UInt8] {
    guard let bytes = sqlite3_column_blob(handle, column) else { return [] }
    let count = Int(sqlite3_column_bytes(handle, column))
    return [UInt8](UnsafeRawBufferPointer(start: bytes, count: count))
  }

  /// A column with its stored type.
  func value(_ column: Int32) -> SQLValue {
    switch sqlite3_column_type(handle, column) {
    case SQLITE_INTEGER: .integer(integer(column))
    case SQLITE_FLOAT: .real(real(column))
    case SQLITE_TEXT: .text(text(column))
    case SQLITE_BLOB: .blob(blob(column))
    default: .null
    }
  }

  /// A column as an integer, or nil if NULL.
  func optionalInteger(_ column: Int32) -> Int64? {
    isNull(column) ? nil : integer(column)
  }

  /// A column as text, or nil if NULL.
  func optionalText(_ column: Int32) -> String? {
    isNull(column) ? nil : text(column)
  }

  /// A column as bytes, or nil if NULL.
  func optionalBlob(_ column: Int32) -> [UInt8]? {
    isNull(column) ? nil : blob(column)
  }
}

extension Row {
  /// A job's number.
  func job(_ column: Int32) -> JobNumber { JobNumber(integer(column)) }

  /// A time, stored in milliseconds since 1970.
  func time(_ column: Int32) -> WallTime { WallTime(milliseconds: integer(column)) }

  /// A time, or nil if NULL.
  func optionalTime(_ column: Int32) -> WallTime? {
    optionalInteger(column).map { WallTime(milliseconds: $0) }
  }

  /// A number that the core represents as `Int`.
  func count(_ column: Int32) -> Int { Int(integer(column)) }

  /// A number that the core represents as `Int`, or nil if NULL.
  func optionalCount(_ column: Int32) -> Int? { optionalInteger(column).map { Int($0) } }

  /// A job's state.
  ///
  /// - Throws: `LedgerError` with the code `corrupt` if the stored value is invalid.
  func state(_ column: Int32) throws(LedgerError) -> JobState {
    try known(JobState(rawValue: count(column)), "state")
  }

  /// A telephone number.
  ///
  /// - Throws: `LedgerError` with the code `corrupt` if the stored value is invalid.
  func phone(_ column: Int32) throws(LedgerError) -> PhoneNumber {
    try known(try? PhoneNumber(value: UInt64(clamping: integer(column))), "telephone number")
  }

  /// A recipient and a sender, from two columns.
  ///
  /// - Throws: `LedgerError` with the code `corrupt` if the stored value is invalid.
  func parties(from column: Int32) throws(LedgerError) -> Parties {
    Parties(to: try phone(column), from: try phone(column + 1))
  }

  /// A recipient, a sender, the digest of a text, and whether it is an MMS, from four columns.
  ///
  /// - Throws: `LedgerError` with the code `corrupt` if the stored value is invalid.
  func messageKey(from column: Int32) throws(LedgerError) -> MessageKey {
    MessageKey(
      between: try parties(from: column),
      text: try known(TextDigest(bytes: blob(column + 2)), "digest of a text"),
      isMMS: flag(column + 3)
    )
  }

  /// An account, a spool, a priority, a batch, 0 for none, and zones with the kind, from five columns.
  ///
  /// - Throws: `LedgerError` with the code `corrupt` if the stored value is invalid.
  func lane(from column: Int32) throws(LedgerError) -> Lane {
    Lane(
      account: text(column),
      spool: text(column + 1),
      priority: try known(Priority(rawValue: count(column + 2)), "priority"),
      batch: integer(column + 3) == 0 ? nil : job(column + 3),
      zones: LaneZones(stored: count(column + 4)),
      isMMS: Lane.isMMS(stored: count(column + 4))
    )
  }

  /// Unwraps a decoded value; a nil means that the stored value is invalid.
  ///
  /// - Throws: `LedgerError` with the code `corrupt` if `value` is nil; the stored value is not
  ///   shown.
  func known<Value>(_ value: Value?, _ what: String) throws(LedgerError) -> Value {
    guard let value else { throw .corrupt(path, cause: "a stored \(what) is not valid") }
    return value
  }

  /// A moment in two columns, wall clock and monotonic clock; the latter may be NULL.
  func pastMoment(_ column: Int32) -> PastMoment {
    PastMoment(
      wall: time(column),
      monotonic: isNull(column + 1) ? nil : MonotonicTime(nanoseconds: integer(column + 1))
    )
  }
}

/// What results show of codes.
extension Row {
  /// The columns that `verificationFacts` and `verdict` read.
  static let codeColumns = """
    verification.started, verification.ttl, verification.wrong_tries, verification.max_attempts,
    verification.sends, verdict.reason, verdict.attempts_left
    """

  /// The state of a job's code; nil for a job without one.
  func verificationFacts(from column: Int32) -> JobSnapshot.VerificationFacts? {
    guard let started = optionalTime(column) else { return nil }
    return JobSnapshot.VerificationFacts(
      expiresAt: started.advanced(by: Interval(milliseconds: integer(column + 1))),
      attemptsLeft: max(0, count(column + 3) - count(column + 2)),
      sends: count(column + 4)
    )
  }

  /// The outcome of a check; nil for a job that is not a check.
  ///
  /// - Throws: `LedgerError` with the code `corrupt` if the stored reason is invalid.
  func verdict(_ state: JobState, from column: Int32) throws(LedgerError) -> Verdict? {
    switch state {
    case .approved: .approved
    case .denied:
      .denied(
        try known(Verdict.Reason(rawValue: text(column)), "reason"),
        attemptsLeft: count(column + 1)
      )
    default: nil
    }
  }
}
