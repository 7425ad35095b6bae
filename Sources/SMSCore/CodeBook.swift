/// The port to what makes codes and compares them; nothing outside of it ever keeps one.
package protocol CodeBook: Sendable {
  /// Random bytes for a new code, `CodeSeed.nonceLength` many.
  func nonce() -> [UInt8]

  /// Whether what a person typed is the seed's code, in a time that tells nothing of it.
  func matches(_ typed: TypedCode, _ seed: CodeSeed) -> Bool

  /// The text that carries the seed's code.
  func text(_ template: CodeTemplate, _ seed: CodeSeed) -> MessageText
}
