/// The key of one installation, from which every digest and code is derived.
///
/// 32 random bytes. It never shows itself: its description and its mirror are redacted.
package struct SecretKey: Sendable, Equatable {
  /// Bytes of a key.
  package static let length = 32

  private let bytes: [UInt8]
  private let hash: HMACSHA256

  /// Takes the bytes of a key, or returns nil if they are not `length` many.
  package init?(bytes: [UInt8]) {
    guard bytes.count == Self.length else { return nil }
    self.bytes = bytes
    hash = HMACSHA256(key: bytes)
  }

  /// Returns the keyed digest of some bytes for one purpose, 32 bytes.
  ///
  /// HMAC-SHA256 over the label, a zero byte (no label holds one) and the bytes.
  package func digest(_ label: DigestLabel, of content: [UInt8]) -> [UInt8] {
    hash.code(of: label.prefix, content)
  }

  /// Hands the bytes over, for the one place that writes them down.
  func withBytes<Failure: Error>(_ body: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
    try body(bytes)
  }

  /// By what the key is known again, 12 characters; tells nothing of it.
  package var fingerprint: String {
    Base64URL.text(of: Array(digest(.fingerprint, of: []).prefix(9)))
  }

  package static func == (left: SecretKey, right: SecretKey) -> Bool {
    ConstantTime.equal(left.bytes, right.bytes)
  }
}

extension SecretKey: CustomStringConvertible, CustomReflectable {
  package var description: String { "•••" }

  package var customMirror: Mirror { Mirror(self, children: [:]) }
}
