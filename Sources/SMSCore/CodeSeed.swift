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
