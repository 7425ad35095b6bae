/// A message that the provider accepted, or one that a person sent to the account.
struct MessageRecord {
  let identifier: Identifier
  let version: APIVersion
  let from: UInt64
  let to: UInt64
  /// The text; nil if the configuration keeps none.
  let body: String?
  /// Where its receipts go; nil leaves it to the account's setting.
  let receiptURL: String?
  let segments: Segments
  /// Monotonic nanoseconds at which the request had been read.
  let arrivedAt: Int64
  /// The record's time, in nanoseconds since 1970 by the provider's clock.
  let timestamp: Int64
  /// Whether a person sent it; only lists show such a one.
  var isInbound = false

  /// The id, as the provider writes it.
  var name: String { Self.prefix(version) + identifier.hexadecimal }

  /// What an id of a version starts with.
  static func prefix(_ version: APIVersion) -> String {
    version == .v2 ? "mdr1-" : "mdr2-"
  }
}
