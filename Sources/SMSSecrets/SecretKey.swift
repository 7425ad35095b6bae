internal import COpenSSL
package import SMSCore

/// The key of one installation, from which every digest and code is derived.
///
/// 32 random bytes. Its description and its mirror are redacted.
package struct SecretKey: Sendable, Equatable {
  /// The length of a key in bytes.
  package static let length = 32

  private let bytes: [UInt8]
  private let hash: HMACSHA256

  /// nil unless there are exactly `length` bytes.
  package init?(bytes: [UInt8]) {
    guard bytes.count == Self.length else { return nil }
    self.bytes = bytes
    hash = HMACSHA256(key: bytes)
  }

  /// The keyed digest of some bytes for one purpose, 32 bytes.
  ///
  /// HMAC-SHA256 over the label, a zero byte (which no label contains) and the bytes.
  package func digest(_ label: DigestLabel, of content: [UInt8]) -> [UInt8] {
    hash.code(of: label.prefix, content)
  }

  /// Passes the bytes to the one place that writes them to a file.
  func withBytes<Failure: Error>(_ body: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
    try body(bytes)
  }

  /// Identifies the key, in 12 characters that reveal nothing about it.
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
  /// The digest that identifies a message's text.
  package func digest(of text: MessageText) -> TextDigest {
    let bytes = digest(.text, of: Array(text.string.utf8))
    guard let digest = TextDigest(bytes: bytes) else {
      preconditionFailure("HMAC-SHA256 gave \(bytes.count) bytes")
    }
    return digest
  }
}

extension SecretKey {
  /// The digest that stands for a phone whose number was erased.
  package func digest(of phone: PhoneNumber) -> PhoneDigest {
    let bytes = digest(.phone, of: Array(phone.digits.utf8))
    guard let digest = PhoneDigest(bytes: Array(bytes.prefix(PhoneDigest.length))) else {
      preconditionFailure("HMAC-SHA256 gave \(bytes.count) bytes")
    }
    return digest
  }
}

/// The purpose of a keyed digest: the same bytes under two labels give unrelated digests.
package struct DigestLabel: Hashable, Sendable {
  /// The label's name; contains no zero byte, as that ends it in the digested bytes.
  let name: String
  /// What precedes the digested bytes: the name and a zero byte.
  let prefix: [UInt8]

  init(name: String) {
    self.name = name
    prefix = Array(name.utf8) + [0]
  }

  /// The normalised content of a request, to recognise "the same id with the same content".
  package static let request = DigestLabel(name: "smsdispatch.request.1")
  /// A message's text, to recognise it in the provider's list.
  package static let text = DigestLabel(name: "smsdispatch.text.1")
  /// A phone's number, to find again what is left when it was erased.
  static let phone = DigestLabel(name: "smsdispatch.phone.1")

  /// What a job sends and to whom, to verify that it is sent as it was accepted.
  static let seal = DigestLabel(name: "smsdispatch.seal.1")
  /// A spool, a phone and a text, to find out that a message repeats another.
  static let repetition = DigestLabel(name: "smsdispatch.repetition.1")
  /// Nothing but the key itself, to identify it.
  static let fingerprint = DigestLabel(name: "smsdispatch.fingerprint.1")
  /// A session of the operators' page, to recognise it.
  package static let session = DigestLabel(name: "smsdispatch.session.1")
  /// An id of a form of that page, to recognise it.
  package static let form = DigestLabel(name: "smsdispatch.form.1")
  /// The nonce of a code and a counter, for the code's digits.
  static let code = DigestLabel(name: "smsdispatch.code.1")
}

/// Comparison whose duration does not reveal where two values differ.
package enum ConstantTime {
  /// Whether two byte strings are equal; the duration may only reveal their lengths.
  package static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
  }
}
