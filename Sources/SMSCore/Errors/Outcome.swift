/// How an attempt ended, by what it means for the job.
package enum Outcome: Hashable, Sendable {
  /// A clean 2xx status line, and no body that denies it; the id is nil where the answer held none
  /// that could be read.
  case accepted(providerMessageID: String?, httpStatus: Int)
  /// Proven never to have left this machine (PREREQ was not reached): retried, not charged.
  case unsent(ProviderError)
  /// The provider answered that it did not take it (429, 503): retried, not charged.
  /// `retryAfter` is what its `Retry-After` asks for, 0 s to 1 h, nil without a usable one.
  case refused(ProviderError, retryAfter: Interval?)
  /// The provider will never take this message (400, 403, 422, other 4xx): final.
  case failed(ProviderError)
  /// Maybe accepted: 5xx but 503, 408, no clean status line after the request left, or a 2xx that is
  /// a page or tells errors.
  case doubt(ProviderError)
  /// The account cannot send as it is (401, no funds, a proxy, wrong endpoint, TLS): it pauses.
  case accountTrouble(ProviderError)

  package var error: ProviderError? {
    switch self {
    case .accepted: nil
    case .unsent(let error), .refused(let error, _), .failed(let error), .doubt(let error),
      .accountTrouble(let error):
      error
    }
  }
}

extension Outcome {
  /// Whether the attempt counts against `max_attempts`.
  var isCharged: Bool {
    switch self {
    case .doubt, .accepted, .failed: true
    case .unsent, .refused, .accountTrouble: false
    }
  }

  /// Whether the provider answered; a connection that could not be made, or that broke, says
  /// nothing of the account.
  var isAnswer: Bool {
    switch self {
    case .accepted, .refused, .failed, .accountTrouble: true
    case .doubt(let error): error.httpStatus != nil
    case .unsent: false
    }
  }

  /// Whether success was answered by something that is not the provider's acceptance.
  var isFalseSuccess: Bool {
    guard case .doubt(let error) = self, let status = error.httpStatus else { return false }
    return (200..<300).contains(status)
  }

  /// Whether it was accepted by an answer that told no id.
  var isNameless: Bool {
    if case .accepted(nil, _) = self { return true }
    return false
  }

  var httpStatus: Int? {
    if case .accepted(_, let status) = self { return status }
    return error?.httpStatus
  }
}
