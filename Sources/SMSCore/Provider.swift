/// The port to one account of a messaging provider.
///
/// Nothing here blocks: each call hands work over, and what becomes of it arrives as
/// `ProviderEvent`s, in batches, on the sink that the implementation was made with.
package protocol Provider: Sendable {
  /// Sends each message once: every dispatch ends in exactly one `.answered`, preceded by one
  /// `.left` if (and when) its request began to leave this machine.
  func send(_ dispatches: [Dispatch])

  /// Asks with a harmless call (a list of one message) whether the account works; answered by one
  /// `.probed`.
  func probe(today: WallTime)

  /// Ends every transfer; what was under way is answered as what it then is (unsent or doubt).
  func cancelAll()
}

/// One attempt handed to the provider.
package struct Dispatch: Hashable, Sendable {
  package var job: JobNumber
  package var to: PhoneNumber
  package var from: PhoneNumber
  package var text: MessageText

  package init(job: JobNumber, to: PhoneNumber, from: PhoneNumber, text: MessageText) {
    self.job = job
    self.to = to
    self.from = from
    self.text = text
  }
}

/// What the provider's transport tells the dispatcher.
package enum ProviderEvent: Hashable, Sendable {
  /// The request began to leave (libcurl's PREREQ): the pace slot is stamped with this time.
  case left(account: String, job: JobNumber, at: MonotonicTime)
  case answered(account: String, job: JobNumber, outcome: Outcome, took: Interval)
  /// nil: the probe was answered with 200.
  case probed(account: String, failure: ProviderError?)
}

/// Where a provider's events go: called on the transport's queue, once per turn, in order.
package typealias ProviderSink = @Sendable ([ProviderEvent]) -> Void
