/// A message that the provider accepted, or one that a person sent to the account.
struct MessageRecord {
  let identifier: Identifier
  let version: APIVersion
  let from: UInt64
  let to: UInt64
  /// The text; nil if the configuration does not keep texts.
  let body: String?
  /// The URL for its receipts; nil: the account's setting.
  let receiptURL: String?
  let segments: Segments
  /// When its request had been read, in monotonic nanoseconds.
  let arrivedAt: Int64
  /// The record's time, in nanoseconds since 1970 by the provider's clock.
  let timestamp: Int64
  /// Whether a handset sent it; only lists show such messages.
  var isInbound = false
  /// Its pictures, if a handset sent it.
  var files: [StoredFile] = []
  /// Whether it was sent to a handset as MMS, without or with media.
  var isMMS = false
  var mediaURLs: [String] = []
  /// Those of its files that were fetched.
  var fetched: [FetchedFile] = []

  /// The id, as the provider writes it.
  var name: String { Self.prefix(version) + identifier.hexadecimal }

  /// The prefix of a version's ids.
  static func prefix(_ version: APIVersion) -> String {
    version == .v2 ? "mdr1-" : "mdr2-"
  }
}
