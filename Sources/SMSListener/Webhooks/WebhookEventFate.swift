/// What became of an event.
package enum WebhookEventFate: Hashable, Sendable {
  /// It is durable, now or since an earlier call.
  case kept
  /// It has the id of an earlier text with another sender, number or body, which was kept.
  case contradicts
}

/// A call with the right token that could not be understood.
package struct UnreadableCall: Hashable, Sendable {
  /// `receipt` or `message`; `other` at an address for neither.
  package var kind: String
  /// What is wrong with it, without any of its content.
  package var reason: String
  /// The body, or its first 64 KiB, or nothing if none was read; never logged.
  package var body: [UInt8]

  package init(kind: String, reason: String, body: [UInt8]) {
    self.kind = kind
    self.reason = reason
    self.body = body
  }
}
