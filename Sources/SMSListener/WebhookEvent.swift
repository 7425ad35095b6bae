package import SMSCore

/// What the provider told us with one call.
package enum WebhookEvent: Hashable, Sendable {
  case receipt(Receipt)
  case message(InboundMessage)
}

/// What became of a notice.
package enum WebhookEventFate: Hashable, Sendable {
  /// It is durable, now or since it came before.
  case kept
  /// It has the id of a text with another sender, number or text, which was kept before.
  case contradicts
}

/// A call with the right token that said nothing to us.
package struct UnreadableCall: Hashable, Sendable {
  /// `receipt` or `message`; `other` at an address that is for neither.
  package var kind: String
  /// What is wrong with it, without any of its content.
  package var reason: String
  /// As it came, or its first 64 KiB, or nothing if none of it was read; never logged.
  package var body: [UInt8]

  package init(kind: String, reason: String, body: [UInt8]) {
    self.kind = kind
    self.reason = reason
    self.body = body
  }
}
