import SMSSystem
import TestSupport
import Testing

@testable import SMSSecrets

@Suite("The token of the listener's URLs")
struct CallbackTokenTests {
  let temporary: TemporaryDirectory

  init() throws {
    temporary = try TemporaryDirectory()
  }

  private var path: String { temporary.path("token") }

  private func write(_ text: String, mode: UInt32 = 0o600) throws {
    let file = try FileDescriptor(opening: path, [.writeOnly, .create, .truncate], mode: mode)
    try file.write(text.utf8)
  }

  @Test("is 43 characters of base64url, another one each time")
  func made() throws {
    let tokens = try (0..<20).map { _ in try CallbackToken.make().text }
    #expect(Set(tokens).count == 20)
    #expect(tokens.allSatisfy { $0.wholeMatch(of: /[A-Za-z0-9_-]{43}/) != nil })
  }

  @Test(
    "base64url is that of RFC 4648, without padding",
    arguments: [
      ([], ""), ([0x66], "Zg"), ([0x66, 0x6F], "Zm8"), ([0x66, 0x6F, 0x6F], "Zm9v"),
      ([0xFB, 0xFF, 0xFE], "-__-"),
    ] as [([UInt8], String)]
  )
  func encoding(_ bytes: [UInt8], _ text: String) {
    #expect(Base64URL.text(of: bytes) == text)
  }

  @Test("comes back from its file, which only its owner may read and nothing replaces")
  func file() throws {
    #expect(try CallbackToken.load(path: path) == nil)
    let token = try CallbackToken.make()
    try token.write(path: path)
    #expect(try CallbackToken.load(path: path)?.text == token.text)
    #expect(try FileDescriptor(opening: path).status().mode & 0o777 == 0o600)
    let error = #expect(throws: SystemError.self) { try token.write(path: path) }
    #expect(error?.isAlreadyThere == true)
  }

  @Test("is refused where others may read it, and where the file holds something else")
  func refused() throws {
    try write(try CallbackToken.make().text, mode: 0o644)
    let open = #expect(throws: CallbackTokenError.self) { try CallbackToken.load(path: path) }
    guard case .openToOthers = open else { throw Unexpected() }
    try temporary.directory.unlink("token")
    for text in ["", "short", String(repeating: "+", count: 43), String(repeating: "a", count: 44)]
    {
      try write(text)
      let none = #expect(throws: CallbackTokenError.self) { try CallbackToken.load(path: path) }
      #expect(none == .noToken(path: path))
    }
  }

  @Test("matches itself alone, and hides itself from logs")
  func matches() throws {
    let token = try CallbackToken.make()
    #expect(token.matches(Array(token.text.utf8)))
    #expect(!token.matches(Array(token.text.utf8.dropLast())))
    #expect(!token.matches(Array(try CallbackToken.make().text.utf8)))
    #expect("\(token)" == "<token>")
  }

  private struct Unexpected: Error {}
}
