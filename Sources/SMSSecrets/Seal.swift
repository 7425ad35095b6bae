package import SMSSystem

/// Seals short texts that leave this machine and come back: nobody else can make or change one.
package struct Seal: Sendable {
  private let key: SecretKey
  private let label: DigestLabel

  /// - Parameters:
  ///   - key: The key; what it sealed is good as long as it is the same.
  ///   - label: The purpose of the texts.
  package init(_ key: SecretKey, for label: DigestLabel) {
    self.key = key
    self.label = label
  }

  /// The text with its seal, in letters, digits, `-` and `_`.
  package func sealed(_ text: String) -> String {
    let bytes = Array(text.utf8)
    return Base64URL.text(of: key.digest(label, of: bytes) + bytes)
  }

  /// What was sealed; nil if this seal was not put on it.
  package func opened(_ text: String) -> String? {
    guard let bytes = Base64URL.bytes(of: text.utf8), bytes.count > HMACSHA256.length else {
      return nil
    }
    let content = Array(bytes.dropFirst(HMACSHA256.length))
    let digest = Array(bytes.prefix(HMACSHA256.length))
    guard ConstantTime.equal(digest, key.digest(label, of: content)) else { return nil }
    return String(validating: content, as: UTF8.self)
  }
}

/// Texts that nobody can guess.
package enum RandomText {
  /// 128 random bits as 22 letters, digits, `-` and `_`.
  ///
  /// - Throws: `SystemError` if the kernel gives no random bytes.
  package static func make() throws(SystemError) -> String {
    Base64URL.text(of: try Randomness.bytes(16))
  }
}
