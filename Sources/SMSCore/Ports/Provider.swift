/// The port to one account of a messaging provider.
///
/// Nothing here blocks: each call hands work over, and the results arrive as `ProviderEvent`s, in
/// batches, at the sink that was passed to the implementation.
package protocol Provider: Sendable {
  /// Sends each message once: every dispatch leads to exactly one `.answered`, preceded by one
  /// `.left` if (and when) its request began to leave this machine.
  func send(_ dispatches: [Dispatch])

  /// Checks with a harmless call (a list of one message) whether the account works; answered by one
  /// `.probed`.
  func probe(today: WallTime)

  /// Asks for one page of the account's messages; answered by one `.listed`.
  func list(_ query: ListQuery)

  /// Aborts every transfer; each is answered by its state at that time (unsent or doubt).
  func cancelAll()
}

/// How the provider fetches the copies of messages' files from us.
package struct MediaService: Sendable {
  /// The beginning of their addresses, without a slash at its end; nil while nothing serves them.
  package var address: String?
  /// Whether a file of some copies was asked for since a time.
  package var wasAsked: @Sendable (_ key: String, _ since: MonotonicTime) -> Bool

  package init(
    address: String? = nil,
    wasAsked: @escaping @Sendable (_ key: String, _ since: MonotonicTime) -> Bool = { _, _ in true }
  ) {
    self.address = address
    self.wasAsked = wasAsked
  }

  /// The addresses of copies, in order; nil while nothing serves them.
  package func addresses(of copies: MediaCopies) -> [String]? {
    address.map { address in copies.names.map { "\(address)/\(copies.key)/\($0)" } }
  }
}

/// What the provider's transport reports to the dispatcher.
package enum ProviderEvent: Hashable, Sendable {
  /// The request began to leave (libcurl's PREREQ) at this time, from which the pace counts.
  case left(account: String, job: JobNumber, at: MonotonicTime)
  /// The answer to a dispatch; `took` is the time since it was handed over.
  case answered(account: String, job: JobNumber, outcome: Outcome, took: Interval)
  /// A nil `failure` means that the probe was answered with 200.
  case probed(account: String, failure: ProviderError?)
  case listed(account: String, answer: ListAnswer)
}

/// Receives a provider's events: called on the transport's queue, once per turn, in order.
package typealias ProviderSink = @Sendable ([ProviderEvent]) -> Void

/// One attempt handed to the provider.
package struct Dispatch: Hashable, Sendable {
  package var job: JobNumber
  package var envelope: Envelope

  package init(job: JobNumber, envelope: Envelope) {
    self.job = job
    self.envelope = envelope
  }

  /// The dispatch with the code in its text, which is the only form that may be sent.
  package func written(by codes: any CodeBook) -> Dispatch {
    Dispatch(job: job, envelope: envelope.written(by: codes))
  }
}

/// The port to the provider's list of an account's messages for callers that await each page.
package protocol MessageListing: Sendable {
  /// Asks for one page.
  func page(_ query: ListQuery) async -> ListAnswer
}

/// A setting of the account: where the provider calls us.
///
/// Source: the provider's API reference, "Set an account-level callback".
package enum AccountCallback: String, CaseIterable, Hashable, Sendable {
  /// Texts that people send.
  case messages = "sms_callback"
  /// Texts with pictures.
  case pictures = "mms_callback"
  /// Delivery receipts of messages that name no URL of their own.
  case receipts = "sms_dlr_callback"
}

/// The port to the account's callbacks at the provider.
package protocol AccountCallbacks: Sendable {
  /// Where the provider calls; nil if it does not.
  func callback(_ callback: AccountCallback) async -> Result<String?, ProviderError>

  /// Has the provider call a URL.
  func setCallback(
    _ callback: AccountCallback,
    to url: String
  ) async -> Result<Void, ProviderError>

  /// Removes the setting, so that the provider no longer calls.
  func removeCallback(_ callback: AccountCallback) async -> Result<Void, ProviderError>
}

/// Everything that an account of a provider can do.
package typealias AccountProvider = Provider & MessageLookup & MessageListing & AccountCallbacks
  & NumberProvisioning
