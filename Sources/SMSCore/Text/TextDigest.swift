/// The keyed digest of a message's text: it identifies the text, but does not reveal it.
///
/// It replaces the text where that must not be kept: 16 bytes, the first half of an HMAC.
package struct TextDigest: Hashable, Sendable {
  /// The length of a digest in bytes.
  package static let length = 16

  private var high: UInt64
  private var low: UInt64

  /// Takes the first 16 bytes; nil if there are fewer.
  package init?(bytes: [UInt8]) {
    guard bytes.count >= Self.length else { return nil }
    high = bytes[0..<8].reduce(0) { $0 << 8 | UInt64($1) }
    low = bytes[8..<16].reduce(0) { $0 << 8 | UInt64($1) }
  }

  package var bytes: [UInt8] {
    [high, low].flatMap { word in
      stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> UInt64($0)) }
    }
  }
}
