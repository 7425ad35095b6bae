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
