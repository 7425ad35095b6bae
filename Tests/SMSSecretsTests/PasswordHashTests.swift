import Testing

@testable import SMSSecrets

struct PasswordHashTests {
  @Test("a password matches its hash, and another does not")
  func matches() throws {
    let hash = try #require(PasswordHash(of: "open sesame"))
    #expect(hash.text.hasPrefix("$y$"))
    #expect(hash.matches("open sesame"))
    #expect(!hash.matches("open sesame "))
    #expect(!hash.matches(""))
    let stored = try #require(PasswordHash(stored: hash.text))
    #expect(stored.matches("open sesame"))
  }

  @Test("the same password has another hash each time, and none shows itself")
  func salted() throws {
    let first = try #require(PasswordHash(of: "open sesame"))
    let second = try #require(PasswordHash(of: "open sesame"))
    #expect(first.text != second.text)
    #expect("\(first)" == "•••")
  }

  @Test("what is not a yescrypt hash is refused, and a broken one matches nothing")
  func refused() throws {
    #expect(PasswordHash(stored: "$1$salt$hash") == nil)
    #expect(PasswordHash(stored: "open sesame") == nil)
    #expect(try #require(PasswordHash(stored: "$y$j9T$broken")).matches("x") == false)
    #expect(PasswordHash(of: "with\0zero") == nil)
  }
}
