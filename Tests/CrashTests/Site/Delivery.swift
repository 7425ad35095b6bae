/// What the provider cannot tell apart: messages with the same of all three.
struct MessageKey: Hashable, Sendable {
  /// 11 digits.
  let from: String

  /// 11 digits.
  let to: String

  /// The text.
  let body: String
}

/// A message that the provider accepted.
struct Delivery: Sendable {
  /// The provider's id.
  let id: String

  let key: MessageKey
}
