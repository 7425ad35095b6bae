/// The port that makes codes and compares them; nothing outside of it ever keeps a code.
package protocol CodeBook: Sendable {
  /// The keyed digest of what a job sends, 32 bytes: stored at acceptance, compared before sending.
  func seal(_ content: SealedContent) -> [UInt8]

  /// `CodeSeed.nonceLength` random bytes for a new code.
  func nonce() -> [UInt8]

  /// Whether the typed code is the seed's code, in a time that reveals nothing about the code.
  func matches(_ typed: TypedCode, _ seed: CodeSeed) -> Bool

  /// The text that carries the seed's code.
  func text(_ template: CodeTemplate, _ seed: CodeSeed) -> MessageText
}

/// What a job sends and to whom, which must be sent as it was accepted.
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

  /// The bytes to digest, different for any two contents: the parts before the text have fixed
  /// lengths, or end with a byte that they cannot contain.
  package var bytes: [UInt8] {
    var bytes = Array("\(to.digits) \(from.digits) \(code?.length ?? 0)\n".utf8)
    if let code { bytes += code.nonce }
    return bytes + text.string.utf8
  }
}

/// What a code is derived from, together with the secret key; by itself it reveals nothing.
package struct CodeSeed: Hashable, Sendable {
  /// The length of a nonce in bytes.
  package static let nonceLength = 16

  package var nonce: [UInt8]
  /// The number of digits in the code, 4 to 10.
  package var length: Int

  package init(nonce: [UInt8], length: Int) {
    self.nonce = nonce
    self.length = length
  }
}
