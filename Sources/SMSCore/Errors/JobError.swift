/// The `error` of a result: what happened and what to do about it.
package struct JobError: Hashable, Sendable {
  package var code: ErrorCode
  /// What happened, in one sentence.
  package var message: String
  /// What to do about it; names the number, key, file or setting concerned.
  package var hint: String
  /// nil if there was no answer.
  package var httpStatus: Int?
  /// The provider's own words, without the message's text, at most 500 characters.
  package var providerDetail: String?
  /// The id that the provider's support asks for.
  package var providerErrorID: String?
  /// The attempt that failed, from 1.
  package var attempt: Int?
  /// From when on the same request may be granted; nil where time changes nothing.
  package var retryAt: WallTime?
  /// The error behind this one, at most one.
  package var cause: Cause?
  /// The id of the message with the same text that was sent; only with `duplicate_text`.
  package var duplicateOf: String?
  /// What the message would have cost; only with `dry_run`, if that is known.
  package var price: Double?

  /// The error behind another; it has no further cause.
  package struct Cause: Hashable, Sendable {
    package var code: ErrorCode
    package var message: String
    package var hint: String
    package var httpStatus: Int?

    package init(code: ErrorCode, message: String, hint: String, httpStatus: Int? = nil) {
      self.code = code
      self.message = message
      self.hint = hint
      self.httpStatus = httpStatus
    }
  }

  package init(
    code: ErrorCode,
    message: String,
    hint: String,
    httpStatus: Int? = nil,
    providerDetail: String? = nil,
    providerErrorID: String? = nil,
    attempt: Int? = nil,
    retryAt: WallTime? = nil,
    cause: Cause? = nil,
    duplicateOf: String? = nil,
    price: Double? = nil
  ) {
    self.code = code
    self.message = message
    self.hint = hint
    self.httpStatus = httpStatus
    self.providerDetail = providerDetail
    self.providerErrorID = providerErrorID
    self.attempt = attempt
    self.retryAt = retryAt
    self.cause = cause
    self.duplicateOf = duplicateOf
    self.price = price
  }
}
