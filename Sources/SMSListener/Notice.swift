package import SMSCore

/// What the provider told us with one call.
package enum Notice: Hashable, Sendable {
  case receipt(Receipt)
  case message(InboundMessage)
}

/// A call with the right token that could not be read.
package struct UnreadableCall: Hashable, Sendable {
  /// `receipt` or `message`.
  package var kind: String
  /// What is wrong with it, without any of its content.
  package var reason: String
  /// As it came, at most 64 KiB; never logged.
  package var body: [UInt8]

  package init(kind: String, reason: String, body: [UInt8]) {
    self.kind = kind
    self.reason = reason
    self.body = body
  }
}
