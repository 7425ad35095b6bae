/// The port to what makes codes and compares them; nothing outside of it ever keeps one.
package protocol CodeBook: Sendable {
  /// The keyed digest of what a job sends, 32 bytes: kept at acceptance, compared before it leaves.
  func seal(_ content: SealedContent) -> [UInt8]

  /// Random bytes for a new code, `CodeSeed.nonceLength` many.
  func nonce() -> [UInt8]

  /// Whether what a person typed is the seed's code, in a time that tells nothing of it.
  func matches(_ typed: TypedCode, _ seed: CodeSeed) -> Bool

  /// The text that carries the seed's code.
  func text(_ template: CodeTemplate, _ seed: CodeSeed) -> MessageText
}

/// What a job sends and to whom: what must leave as it was accepted.
package struct SealedContent: Hashable, Sendable {
  package var to: PhoneNumber
  package var from: PhoneNumber
  /// The text, or a code's template.
  package var text: MessageText
  /// What a code is derived from; nil for a message.
  package var code: CodeSeed?

  package init(to: PhoneNumber, from: PhoneNumber, text: MessageText, code: CodeSeed? = nil) {
    self.to = to
    self.from = from
    self.text = text
    self.code = code
  }

  /// The same bytes for the same content only: the parts before the text have fixed lengths, or
  /// end with a byte that they do not hold.
  package var bytes: [UInt8] {
    var bytes = Array("\(to.digits) \(from.digits) \(code?.length ?? 0)\n".utf8)
    if let code { bytes += code.nonce }
    return bytes + text.string.utf8
  }
}

/// What a code is derived from, with the secret key; by itself it tells nothing of the code.
package struct CodeSeed: Hashable, Sendable {
  /// Bytes of a nonce.
  package static let nonceLength = 16

  package var nonce: [UInt8]
  /// Digits of the code, 4 to 10.
  package var length: Int

  package init(nonce: [UInt8], length: Int) {
    self.nonce = nonce
    self.length = length
  }
}
