import SMSSecrets
import Testing

@Suite("A sealed text")
struct SealTests {
  private let key: SecretKey

  init() throws {
    key = try #require(SecretKey(bytes: Array(0..<32)))
  }

  @Test(
    "is opened by its seal only",
    arguments: ["a", "1 x 0 read 5", "ä€", "long text of any kind"]
  )
  func opened(_ text: String) throws {
    let seal = Seal(key, for: .session)
    let sealed = seal.sealed(text)
    #expect(seal.opened(sealed) == text)
    #expect(sealed.utf8.allSatisfy { "-_".utf8.contains($0) || isAlphanumeric($0) })
    #expect(Seal(key, for: .form).opened(sealed) == nil)
    #expect(Seal(try SecretKey.random(), for: .session).opened(sealed) == nil)
  }

  private func isAlphanumeric(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }

  @Test("is not opened if one character is another, is missing, or follows")
  func altered() throws {
    let seal = Seal(key, for: .session)
    let sealed = Array(seal.sealed("1 x 0 read 5").utf8)
    for index in sealed.indices {
      for byte in ["A", "B", "-", "=", " "].flatMap(\.utf8) where sealed[index] != byte {
        var other = sealed
        other[index] = byte
        #expect(seal.opened(String(decoding: other, as: UTF8.self)) == nil, "\(index)")
      }
      #expect(seal.opened(String(decoding: sealed[..<index], as: UTF8.self)) == nil)
    }
    for byte in ["A", "=", "\n"].flatMap(\.utf8) {
      #expect(seal.opened(String(decoding: sealed + [byte], as: UTF8.self)) == nil)
    }
  }

  @Test("of every length comes back")
  func lengths() {
    let seal = Seal(key, for: .form)
    for length in 1...70 {
      let text = String(repeating: "x", count: length)
      #expect(seal.opened(seal.sealed(text)) == text)
    }
  }

  @Test("that nobody can guess is another each time")
  func random() throws {
    let texts = try (0..<100).map { _ in try RandomText.make() }
    #expect(Set(texts).count == 100 && texts.allSatisfy { $0.utf8.count == 22 })
  }
}
