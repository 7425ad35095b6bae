/// How an attempt ended, by what it means for the job.
package enum Outcome: Hashable, Sendable {
  /// A clean 2xx status line, and no body that contradicts it; the id is nil if the answer held no
  /// readable one.
  case accepted(providerMessageID: String?, httpStatus: Int)
  /// Proven never to have left this machine (PREREQ was not reached): retried, not charged.
  case unsent(ProviderError)
  /// The provider answered that it did not accept the message (429, 503): retried, not charged.
  /// `retryAfter` is what its `Retry-After` asks for, 0 s to 1 h; nil without a usable one.
  case refused(ProviderError, retryAfter: Interval?)
  /// The provider refused an MMS as it could not fetch a file that it never asked our listener for: on
  /// its way here something is amiss. Retried, not charged.
  case unfetched(ProviderError)
  /// The provider will never accept this message (400, 403, 422, other 4xx): final.
  case failed(ProviderError)
  /// Possibly accepted: 5xx except 503, 408, no clean status line after the request left, or a 2xx
  /// with a web page or with errors as its body.
  case doubt(ProviderError)
  /// The account cannot send as it is (401, no funds, a proxy, wrong endpoint, TLS): it pauses.
  case accountTrouble(ProviderError)

  /// nil if the message was accepted.
  package var error: ProviderError? {
    switch self {
    case .accepted: nil
    case .unsent(let error), .refused(let error, _), .unfetched(let error), .failed(let error),
      .doubt(let error), .accountTrouble(let error):
      error
    }
  }
}

extension Outcome {
  /// Whether the attempt counts against `max_attempts`.
  var isCharged: Bool {
    switch self {
    case .doubt, .accepted, .failed: true
    case .unsent, .refused, .unfetched, .accountTrouble: false
    }
  }

  /// Whether the provider answered; a connection that failed or broke says nothing about the
  /// account.
  var isAnswer: Bool {
    switch self {
    case .accepted, .refused, .unfetched, .failed, .accountTrouble: true
    case .doubt(let error): error.httpStatus != nil
    case .unsent: false
    }
  }

  /// Whether a 2xx answer was not the provider's acceptance.
  var isFalseSuccess: Bool {
    guard case .doubt(let error) = self, let status = error.httpStatus else { return false }
    return (200..<300).contains(status)
  }

  /// Whether the message certainly did not reach the recipient by this attempt.
  var isProvenUnsent: Bool {
    switch self {
    case .unsent, .refused, .unfetched, .failed, .accountTrouble: true
    case .accepted, .doubt: false
    }
  }

  /// Whether it was accepted by an answer without an id.
  var isNameless: Bool {
    if case .accepted(nil, _) = self { return true }
    return false
  }

  /// The status of the answer; nil if there was none.
  package var httpStatus: Int? {
    if case .accepted(_, let status) = self { return status }
    return error?.httpStatus
  }
}
