/// A way in which the simulated provider fails.
package struct Fault: Sendable, Equatable {
  /// What goes wrong.
  package enum Kind: Sendable, Equatable {
    /// This HTTP status, 400 to 599: 502 with a page of HTML, 504 without a body.
    case status(Int)
    /// 400 because the handset answered STOP; error code 1110 stands in a member `code`.
    case optedOut
    /// The same, with 1110 only in the words of `detail`: where it stands is not documented.
    case optedOutInDetail
    /// 200 with the login page of a network, which the provider never saw.
    case loginPage
    /// 200 with the provider's JSON, which tells of errors and holds no id.
    case errorsWithSuccess
    /// 402 because the account has no funds left.
    case noFunds
    /// 403 with the page of a filter on the way.
    case filterPage
    /// Nothing but the delay.
    case slow
    /// No answer; the connection stays open until the delay is over.
    case hang
    /// The connection is closed instead of an answer.
    case drop
    /// The connection is closed after the headers, the body unread.
    case dropUnread
    /// The connection is reset instead of an answer.
    case reset
    /// The answer's JSON breaks off in its middle, its `Content-Length` being that of the whole.
    case truncated
    /// The answer to a send is JSON without an id.
    case withoutIdentifier
  }

  /// What goes wrong.
  package var kind: Kind

  /// Whether the request takes effect all the same: the message is on its way, only the answer fails.
  package var accepts: Bool

  /// How long the answer, or its want, takes; nanoseconds.
  package var delay: Int64

  /// The `Retry-After` header's value in seconds; nil for no such header.
  package var retryAfter: Int?

  /// Makes a fault.
  ///
  /// - Parameters:
  ///   - kind: What goes wrong.
  ///   - accepts: Whether the request takes effect; of itself so for the kinds with a good status.
  ///   - delay: Nanoseconds; nil for the kind's own.
  ///   - retryAfter: Seconds in the `Retry-After` header.
  package init(_ kind: Kind, accepts: Bool = false, delay: Int64? = nil, retryAfter: Int? = nil) {
    self.kind = kind
    self.accepts = accepts || kind.hasGoodStatus
    self.delay = delay ?? kind.usualDelay
    self.retryAfter = retryAfter
  }
}

extension Fault.Kind {
  /// Whether the status is that of success.
  fileprivate var hasGoodStatus: Bool {
    switch self {
    case .slow, .truncated, .withoutIdentifier: true
    default: false
    }
  }

  /// 5 s is slow and yet within any client's limit; 120 s is beyond it and frees the connection.
  fileprivate var usualDelay: Int64 {
    switch self {
    case .slow: 5_000_000_000
    case .hang: 120_000_000_000
    default: 0
    }
  }
}
