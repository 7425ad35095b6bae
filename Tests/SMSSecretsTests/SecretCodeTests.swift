import SMSCore
import Testing

@testable import SMSSecrets

struct SecretCodeTests {
  private static func key(_ byte: UInt8) throws -> SecretKey {
    try #require(SecretKey(bytes: [UInt8](repeating: byte, count: SecretKey.length)))
  }

  private static func nonce(_ number: Int) -> [UInt8] {
    (0..<CodeSeed.nonceLength).map { UInt8(truncatingIfNeeded: number >> ($0 % 8 * 8)) }
  }

  @Test("a code has its length in ASCII digits, leading zeros kept", arguments: 4...10)
  func length(_ length: Int) throws {
    let key = try Self.key(1)
    for number in 0..<200 {
      let code = key.code(of: CodeSeed(nonce: Self.nonce(number), length: length))
      #expect(code.utf8.count == length)
      #expect(code.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    }
  }

  @Test("some codes begin with zeros")
  func zeros() throws {
    let key = try Self.key(1)
    let codes = (0..<500).map { key.code(of: CodeSeed(nonce: Self.nonce($0), length: 4)) }
    #expect(codes.contains { $0.hasPrefix("0") })
    #expect(codes.contains { $0.hasPrefix("00") })
  }

  @Test("the same nonce gives the same code, another key or nonce another")
  func derivation() throws {
    let seed = CodeSeed(nonce: Self.nonce(7), length: 10)
    let code = try Self.key(1).code(of: seed)
    #expect(try Self.key(1).code(of: seed) == code)
    #expect(try Self.key(2).code(of: seed) != code)
    #expect(try Self.key(1).code(of: CodeSeed(nonce: Self.nonce(8), length: 10)) != code)
  }

  @Test("every digit stands at every place about as often")
  func unbiased() throws {
    let key = try Self.key(3)
    let rounds = 4_000
    var counts = [[Int]](repeating: [Int](repeating: 0, count: 10), count: 6)
    for number in 0..<rounds {
      let code = key.code(of: CodeSeed(nonce: Self.nonce(number), length: 6))
      for (place, digit) in code.utf8.enumerated() {
        counts[place][Int(digit - UInt8(ascii: "0"))] += 1
      }
    }
    // 400 each; six standard deviations are 114. The nonces are fixed, so this never varies.
    #expect(counts.joined().allSatisfy { abs($0 - rounds / 10) < 114 })
  }

  @Test("the book compares with the seed's code, and puts it into the text")
  func book() throws {
    let key = try Self.key(5)
    let book = SecretCodeBook(key)
    let seed = CodeSeed(nonce: book.nonce(), length: 6)
    let code = key.code(of: seed)
    #expect(book.matches(TypedCode(code), seed))
    #expect(book.matches(TypedCode("\(code.prefix(3))-\(code.suffix(3))"), seed))
    #expect(!book.matches(TypedCode(String(code.dropLast())), seed))
    #expect(!book.matches(TypedCode(code + "0"), seed))
    #expect(!book.matches(TypedCode(String(code.reversed()) + "x"), seed))
    #expect(book.text(CodeTemplate("It is {code}.", origin: nil), seed).string == "It is \(code).")
  }

  @Test("digits of another width are the code, and not another one")
  func scripts() throws {
    let key = try Self.key(5)
    let seed = CodeSeed(nonce: Self.nonce(1), length: 6)
    let wide = key.code(of: seed).unicodeScalars.map { scalar in
      Character(Unicode.Scalar(scalar.value - 0x30 + 0xFF10) ?? "0")
    }
    #expect(SecretCodeBook(key).matches(TypedCode(String(wide)), seed))
    #expect(!SecretCodeBook(key).matches(TypedCode(String(wide.reversed()) + "\u{FF10}"), seed))
  }

  @Test("nonces do not repeat")
  func nonces() throws {
    let book = SecretCodeBook(try Self.key(5))
    let nonces = Set((0..<100).map { _ in book.nonce() })
    #expect(nonces.count == 100)
    #expect(nonces.allSatisfy { $0.count == CodeSeed.nonceLength })
  }
}
