package import SMSCore

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
