internal import SMSCore

extension WriteSession {
  /// Stores a job's error, replacing an older one.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func keep(_ error: JobError, of number: JobNumber) throws(LedgerError) {
    try connection.run(
      """
      INSERT OR REPLACE INTO error (
        job, code, message, hint, http_status, provider_detail, provider_error_id, attempt,
        retry_at, cause_code, cause_message, cause_hint, cause_http_status, duplicate_of, price
      ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .job(number), .text(error.code.rawValue), .text(error.message), .text(error.hint),
        .optional(error.httpStatus), .optional(error.providerDetail),
        .optional(error.providerErrorID), .optional(error.attempt), .optional(error.retryAt),
        .optional(error.cause?.code.rawValue), .optional(error.cause?.message),
        .optional(error.cause?.hint), .optional(error.cause?.httpStatus),
        .optional(error.duplicateOf), error.price.map { .real($0) } ?? .null,
      ]
    )
  }

  /// Removes a job's error: it was sent after all.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func dropError(of number: JobNumber) throws(LedgerError) {
    try connection.run("DELETE FROM error WHERE job = ?", [.job(number)])
  }

  /// A job's error, or nil if it has none.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func error(of number: JobNumber) throws(LedgerError) -> JobError? {
    try connection.first(
      "SELECT \(Row.errorColumns) FROM error WHERE error.job = ?",
      [.job(number)]
    ) { row throws(LedgerError) in try row.jobError(from: 0) }
  }
}

extension Row {
  /// The columns that `jobError(from:)` reads.
  static let errorColumns = """
    error.code, error.message, error.hint, error.http_status, error.provider_detail,
    error.provider_error_id, error.attempt, error.retry_at, error.cause_code,
    error.cause_message, error.cause_hint, error.cause_http_status, error.duplicate_of, error.price
    """

  /// The error in `errorColumns`.
  ///
  /// - Throws: `LedgerError` with the code `corrupt` if the stored code is invalid.
  func jobError(from column: Int32) throws(LedgerError) -> JobError {
    var cause: JobError.Cause?
    if !isNull(column + 8) {
      cause = JobError.Cause(
        code: try errorCode(column + 8),
        message: text(column + 9),
        hint: text(column + 10),
        httpStatus: optionalCount(column + 11)
      )
    }
    return JobError(
      code: try errorCode(column),
      message: text(column + 1),
      hint: text(column + 2),
      httpStatus: optionalCount(column + 3),
      providerDetail: optionalText(column + 4),
      providerErrorID: optionalText(column + 5),
      attempt: optionalCount(column + 6),
      retryAt: optionalTime(column + 7),
      cause: cause,
      duplicateOf: optionalText(column + 12),
      price: isNull(column + 13) ? nil : real(column + 13)
    )
  }

  /// An error code.
  ///
  /// - Throws: `LedgerError` with the code `corrupt` if the stored code is invalid.
  func errorCode(_ column: Int32) throws(LedgerError) -> ErrorCode {
    try known(ErrorCode(rawValue: text(column)), "error code")
  }
}
