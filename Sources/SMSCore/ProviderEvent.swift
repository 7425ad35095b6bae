/// What the provider's transport tells the dispatcher.
package enum ProviderEvent: Hashable, Sendable {
  /// The request began to leave (libcurl's PREREQ): the pace slot is stamped with this time.
  case left(account: String, job: JobNumber, at: MonotonicTime)
  case answered(account: String, job: JobNumber, outcome: Outcome, took: Interval)
  /// nil: the probe was answered with 200.
  case probed(account: String, failure: ProviderError?)
  case listed(account: String, answer: ListAnswer)
}

/// Where a provider's events go: called on the transport's queue, once per turn, in order.
package typealias ProviderSink = @Sendable ([ProviderEvent]) -> Void
