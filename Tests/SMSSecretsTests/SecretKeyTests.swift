import Testing

@testable import SMSSecrets

@Suite struct SecretKeyTests {
  let key: SecretKey

  init() throws {
    key = try #require(SecretKey(bytes: Array(0..<32)))
  }

  @Test("derives the same digest as any HMAC over label, zero and content")
  func digest() {
    #expect(
      hexadecimal(key.digest(.request, of: Array("abc".utf8)))
        == "50bd96843526f7feed3252d061cf31178c92cf4d07034d9e578d4aef30d981ad"
    )
  }

  @Test("gives one content unrelated digests under two labels")
  func labels() {
    let other = DigestLabel(name: "smsdispatch.other.1")
    #expect(key.digest(.request, of: [1]) != key.digest(other, of: [1]))
  }

  @Test("separates the label from the content")
  func separation() {
    let short = DigestLabel(name: "a")
    let long = DigestLabel(name: "ab")
    #expect(key.digest(short, of: Array("bc".utf8)) != key.digest(long, of: Array("c".utf8)))
  }

  @Test("gives another digest with another key")
  func otherKey() throws {
    let other = try #require(SecretKey(bytes: Array(1..<33)))
    #expect(other.digest(.request, of: [1]) != key.digest(.request, of: [1]))
    #expect(other != key)
  }

  @Test("refuses any other length than 32 bytes", arguments: [0, 31, 33, 64])
  func lengths(_ count: Int) {
    #expect(SecretKey(bytes: [UInt8](repeating: 1, count: count)) == nil)
  }

  @Test("never shows itself")
  func redaction() {
    var dumped = ""
    dump(key, to: &dumped)
    #expect("\(key)" == "•••")
    #expect(String(reflecting: key) == "•••")
    #expect(!dumped.contains("31"))
  }
}

@Suite struct ConstantTimeTests {
  @Test("compares content and length")
  func compares() {
    #expect(ConstantTime.equal([1, 2, 3], [1, 2, 3]))
    #expect(ConstantTime.equal([], []))
    #expect(!ConstantTime.equal([1, 2, 3], [1, 2, 4]))
    #expect(!ConstantTime.equal([1, 2, 3], [1, 2]))
    #expect(!ConstantTime.equal([1], []))
  }
}
