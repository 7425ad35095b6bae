import Testing

@testable import SMSSecrets

@Suite struct HMACSHA256Tests {
  struct Vector: CustomTestStringConvertible {
    let testDescription: String
    let key: [UInt8]
    let message: String
    let code: String
  }

  /// RFC 4231, cases 1, 2 and 6.
  static let vectors = [
    Vector(
      testDescription: "RFC 4231 case 1",
      key: [UInt8](repeating: 0x0B, count: 20),
      message: "Hi There",
      code: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    ),
    Vector(
      testDescription: "RFC 4231 case 2, a short key",
      key: Array("Jefe".utf8),
      message: "what do ya want for nothing?",
      code: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    ),
    Vector(
      testDescription: "RFC 4231 case 6, a key longer than a block",
      key: [UInt8](repeating: 0xAA, count: 131),
      message: "Test Using Larger Than Block-Size Key - Hash Key First",
      code: "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    ),
  ]

  @Test("computes the published codes", arguments: vectors)
  func publishedCodes(_ vector: Vector) {
    let code = HMACSHA256.code(key: vector.key, message: Array(vector.message.utf8))
    #expect(hexadecimal(code) == vector.code)
  }

  @Test("accepts an empty message")
  func emptyMessage() {
    #expect(HMACSHA256.code(key: [1], message: []).count == HMACSHA256.length)
  }
}

/// Two small digits a byte.
func hexadecimal(_ bytes: [UInt8]) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
