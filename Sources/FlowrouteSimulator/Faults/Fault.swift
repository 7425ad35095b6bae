/// A way in which the simulated provider can fail.
package struct Fault: Sendable, Equatable {
  /// What goes wrong.
  package enum Kind: Sendable, Equatable {
    /// This HTTP status, 400 to 599: 502 with an HTML page, 504 without a body.
    case status(Int)
    /// 400 because the handset answered STOP, with the error code 1110 in a member `code`.
    case optedOut
    /// The same with 1110 only in the words of `detail`, as its place is not documented.
    case optedOutInDetail
    /// 200 with the login page of a network; the request never reached the provider.
    case loginPage
    /// 200 with JSON of the provider that contains errors and no id.
    case errorsWithSuccess
    /// 402 because the account has no funds.
    case noFunds
    /// 403 with the page of a filter on the way.
    case filterPage
    /// Only the delay.
    case slow
    /// No answer; the connection stays open until the delay is over.
    case hang
    /// The connection is closed without an answer.
    case drop
    /// The connection is closed after the headers, before the body is read.
    case dropUnread
    /// The connection is reset without an answer.
    case reset
    /// The answer's JSON is cut in the middle, with the `Content-Length` of the whole.
    case truncated
    /// The answer to a send is JSON without an id.
    case withoutIdentifier
  }

  /// What goes wrong.
  package var kind: Kind

  /// Whether the request takes effect anyway: the message is sent, only the answer fails.
  package var accepts: Bool

  /// How long until the answer, or its failure, in nanoseconds.
  package var delay: Int64

  /// The `Retry-After` header in seconds; nil for no such header.
  package var retryAfter: Int?

  /// Makes a fault.
  ///
  /// - Parameters:
  ///   - kind: What goes wrong.
  ///   - accepts: Whether the request takes effect; always so for kinds with a success status.
  ///   - delay: Nanoseconds; nil for the kind's usual delay.
  ///   - retryAfter: Seconds in the `Retry-After` header.
  package init(_ kind: Kind, accepts: Bool = false, delay: Int64? = nil, retryAfter: Int? = nil) {
    self.kind = kind
    self.accepts = accepts || kind.hasGoodStatus
    self.delay = delay ?? kind.usualDelay
    self.retryAfter = retryAfter
  }
}

extension Fault.Kind {
  /// Whether the status is one of success.
  fileprivate var hasGoodStatus: Bool {
    switch self {
    case .slow, .truncated, .withoutIdentifier: true
    default: false
    }
  }

  /// 5 s is slow, but within any client's timeout; 120 s is beyond it, and frees the connection.
  fileprivate var usualDelay: Int64 {
    switch self {
    case .slow: 5_000_000_000
    case .hang: 120_000_000_000
    default: 0
    }
  }
}
