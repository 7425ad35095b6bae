internal import COpenSSL
package import SMSCore

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

extension SecretKey {
  /// The digest by which a message's text is known again.
  package func digest(of text: MessageText) -> TextDigest {
    let bytes = digest(.text, of: Array(text.string.utf8))
    guard let digest = TextDigest(bytes: bytes) else {
      preconditionFailure("HMAC-SHA256 gave \(bytes.count) bytes")
    }
    return digest
  }
}

/// What a keyed digest is made for: the same bytes under two labels give unrelated digests.
package struct DigestLabel: Hashable, Sendable {
  /// The label's name; holds no zero byte, which ends it in what is digested.
  let name: String
  /// What stands before the bytes that are digested: the name and a zero byte.
  let prefix: [UInt8]

  init(name: String) {
    self.name = name
    prefix = Array(name.utf8) + [0]
  }

  /// The normalised content of a request, for "the same id with the same content".
  package static let request = DigestLabel(name: "smsdispatch.request.1")
  /// A message's text, to know it again in the provider's list.
  package static let text = DigestLabel(name: "smsdispatch.text.1")

  /// What a job sends and to whom, to see that it leaves as it was accepted.
  static let seal = DigestLabel(name: "smsdispatch.seal.1")
  /// Nothing but the key itself, to know it again.
  static let fingerprint = DigestLabel(name: "smsdispatch.fingerprint.1")
  /// The nonce of a code and a counter, for the code's digits.
  static let code = DigestLabel(name: "smsdispatch.code.1")
}

/// Comparison whose duration says nothing of where two values differ.
package enum ConstantTime {
  /// Tells whether two byte strings are equal; only their lengths may show in the duration.
  package static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
  }
}
