/// Why the provider, or something on the way to it, did not accept an attempt.
package struct ProviderError: Error, Hashable, Sendable {
  package var code: ErrorCode
  /// nil if there was no answer.
  package var httpStatus: Int?
  /// The provider's words, without the message's text, at most 500 characters.
  package var detail: String?
  /// The id that the provider's support asks for.
  package var errorID: String?
  /// The transport's reason for a failure without an answer, in libcurl's words; no key, no text.
  package var reason: String?

  package init(
    code: ErrorCode,
    httpStatus: Int? = nil,
    detail: String? = nil,
    errorID: String? = nil,
    reason: String? = nil
  ) {
    self.code = code
    self.httpStatus = httpStatus
    self.detail = detail
    self.errorID = errorID
    self.reason = reason
  }
}
