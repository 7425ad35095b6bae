/// The port that makes codes and compares them; nothing outside of it ever keeps a code.
package protocol CodeBook: Sendable {
  /// The keyed digest of what a job sends, 32 bytes: stored at acceptance, compared before sending.
  func seal(_ envelope: Envelope) -> [UInt8]

  /// The keyed digest of a text with its media to a phone, 32 bytes: equal for repetitions of one spool only.
  func repetitionKey(of content: MessageContent, to phone: PhoneNumber, in spool: String) -> [UInt8]

  /// `CodeSeed.nonceLength` random bytes for a new code.
  func nonce() -> [UInt8]

  /// Whether the typed code is the seed's code, in a time that reveals nothing about the code.
  func matches(_ typed: TypedCode, _ seed: CodeSeed) -> Bool

  /// The text that carries the seed's code.
  func text(_ template: CodeTemplate, _ seed: CodeSeed) -> MessageText
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
