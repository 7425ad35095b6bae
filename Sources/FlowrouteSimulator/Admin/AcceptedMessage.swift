/// A message that the simulator accepted, as tests see it.
package struct AcceptedMessage: Sendable, Equatable {
  /// The provider's id, such as `mdr2-…`.
  package let id: String

  /// The version of the API that it was sent with.
  package let version: APIVersion

  /// The sender, 11 digits.
  package let from: String

  /// The recipient, 11 digits.
  package let to: String

  /// The text; nil if the configuration does not keep texts.
  package let body: String?

  /// Whether it was sent as MMS.
  package let isMMS: Bool

  /// The addresses of its media.
  package let mediaURLs: [String]

  /// Those of its files that were fetched; none if the configuration does not keep texts.
  package let files: [FetchedFile]

  /// When its request had been read, in monotonic nanoseconds.
  package let arrivedAt: Int64

  /// The record's time, in nanoseconds since 1970 by the provider's clock.
  package let timestamp: Int64

  init(_ record: MessageRecord) {
    id = record.name
    version = record.version
    from = String(record.from)
    to = String(record.to)
    body = record.body
    isMMS = record.isMMS
    mediaURLs = record.mediaURLs
    files = record.fetched
    arrivedAt = record.arrivedAt
    timestamp = record.timestamp
  }
}
