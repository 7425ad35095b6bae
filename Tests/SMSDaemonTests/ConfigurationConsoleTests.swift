import TestSupport
import Testing

@testable import SMSDaemon

@Suite("The configuration of the console", .throttled)
struct ConfigurationConsoleTests {
  private static func decode(_ members: String?) throws(ConfigurationError) -> Configuration {
    let text = members.map { ", console: { \($0) } }" } ?? " }"
    return try Configuration.decode(
      Array((ConfigurationTests.smallest.dropLast(2) + text).utf8),
      path: "config.json5"
    )
  }

  @Test("is a socket alone, unless it says more")
  func standard() throws {
    for members in [nil, "", "socket: true"] {
      let console = try Self.decode(members).console
      #expect(console.network == nil && console.socket == .standard)
      #expect(console.readGroup == "smsdispatch-operators" && console.actGroup == nil)
    }
    #expect(try Self.decode("socket: false").console.socket == .off)
    let other = try Self.decode(#"socket: "/run/a/b.sock", read_group: "r", act_group: "a""#)
      .console
    #expect(other.socket == .at("/run/a/b.sock"))
    #expect(other.readGroup == "r" && other.actGroup == "a" && other.network == nil)
  }

  @Test(
    "listens on the network if it says where",
    arguments: [
      ("port: 8027", "127.0.0.1", 8_027, nil), (#"address: "::1""#, "::1", 8_027, nil),
      (#"public_url: "https://a.example/", port: 1"#, "127.0.0.1", 1, "https://a.example"),
      (
        #"public_url: "https://a.example:443", address: "0.0.0.0""#, "0.0.0.0", 8_027,
        "https://a.example"
      ),
      (#"public_url: "https://[::1]:8443""#, "127.0.0.1", 8_027, "https://[::1]:8443"),
    ] as [(String, String, Int, String?)]
  )
  func network(_ members: String, _ address: String, _ port: Int, _ url: String?) throws {
    let configuration = try Self.decode(members)
    let network = try #require(configuration.console.network)
    #expect(network.address == address && network.port == port && network.publicURL == url)
    #expect(configuration.needsConsoleToken == (url != nil))
    #expect(configuration.consoleTokenPath == "/var/lib/smsdispatch/console-token")
  }

  @Test("has its token where it says, and then asks for it")
  func tokenFile() throws {
    let configuration = try Self.decode(#"token_file: "/etc/token""#)
    #expect(configuration.needsConsoleToken && configuration.consoleTokenPath == "/etc/token")
  }

  @Test(
    "tells what is wrong with it",
    arguments: [
      ("port: 65536", "console.port: must be from 0 to 65535"),
      (#"address: "localhost""#, "console.address: must be an IPv4 or IPv6 address"),
      (#"address: "0.0.0.0""#, "console.public_url: is needed with an address that others"),
      (#"public_url: "http://a.example""#, "console.public_url: must be an https address"),
      (#"public_url: "https://a.example/b""#, "console.public_url: must be an https address"),
      (#"public_url: "https://a.example:0""#, "console.public_url: must be an https address"),
      (#"public_url: "https://u@a.example""#, "console.public_url: must be an https address"),
      (#"public_url: "https://""#, "console.public_url: must be an https address"),
      ("socket: 1", "console.socket: must be true, false or an absolute path, not a number"),
      (#"socket: "console.sock""#, "console.socket: must be an absolute path"),
      (
        "socket: \"/\(String(repeating: "x", count: 107))\"",
        "console.socket: must have at most 107 bytes"
      ),
      (#"token_file: "token""#, "console.token_file: must be an absolute path"),
      ("read_group: 5", "console.read_group: must be a string"),
      (#"adress: "::1""#, "console.adress: is not a known member"),
    ]
  )
  func wrong(_ members: String, _ line: String) {
    let error = #expect(throws: ConfigurationError.self) { try Self.decode(members) }
    #expect(error?.lines.contains { $0.hasPrefix(line) } == true, "\(error?.lines ?? [])")
  }
}
