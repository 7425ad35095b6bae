import SMSCore
import SMSListener
import TestSupport
import Testing

@testable import SMSDaemon

@Suite("The configuration of the listener", .throttled)
struct ConfigurationListenerTests {
  @Test("may switch the listener on, and answer words by itself")
  func listening() throws {
    let configuration = try decode(
      """
      {
        spools: { a: { auto_replies: [{ match: " help ", body: "Call us." }] } },
        accounts: { main: { numbers: ["12065550101"] } },
        listener: {},
      }
      """
    )
    let listener = try #require(configuration.listener)
    #expect(listener.address == "127.0.0.1" && listener.port == 8_025)
    #expect(listener.publicURL == nil && listener.tokenFile == nil && listener.trusted == [])
    #expect(configuration.tokenPath == "/var/lib/smsdispatch/callback-token")
    let replies = configuration.spools["a"]?.autoReplies
    #expect(replies == [AutoReply(match: "HELP", text: MessageText("Call us."))])
    let members = #"address: "::", public_url: "https://a.example.com//", trusted: ["10.0.0.0/8"]"#
    let open = try decode(Self.withListener(members))
    #expect(open.listener?.publicURL == "https://a.example.com")
    for url in ["https://a:8443/x", "http://[::1]:80", "https://[::1]", "https://a/b:0"] {
      let configuration = try decode(Self.withListener(#"public_url: "\#(url)""#))
      #expect(configuration.listener?.publicURL == url)
    }
    let trusted = try #require(AddressRange("10.0.0.0/8"))
    #expect(open.listener?.settings.trusted == AddressRange.loopback + [trusted])
  }

  private func decode(_ text: String) throws(ConfigurationError) -> Configuration {
    try Configuration.decode(Array(text.utf8), path: "config.json5")
  }

  private static func withListener(_ members: String) -> String {
    ConfigurationTests.smallest.dropLast(2) + ", listener: { \(members) } }"
  }

  private static func withReplies(_ list: String) -> String {
    ConfigurationTests.smallest.replacing("default: {}", with: "default: { auto_replies: \(list) }")
  }

  @Test(
    "reports what is wrong with the listener and with automatic replies",
    arguments: [
      (withListener("port: 65536"), "listener.port: must be from 0 to 65535"),
      (withListener(#"address: "localhost""#), "listener.address: must be an IPv4 or IPv6 address"),
      (withListener(#"address: "0.0.0.0""#), "listener.public_url: is needed"),
      (withListener(#"public_url: "sms.example.com""#), "listener.public_url: must be an http"),
      (withListener(#"public_url: "https://a/?b""#), "listener.public_url: must be an http"),
      (withListener(#"public_url: "https://a:0""#), "listener.public_url: must have a port"),
      (withListener(#"public_url: "https://a:65536/x""#), "listener.public_url: must have a port"),
      (withListener(#"public_url: "https://a:/""#), "listener.public_url: must have a port"),
      (withListener(#"public_url: "https://[::1]:x""#), "listener.public_url: must have a port"),
      (withListener(#"trusted: "10.0.0.1""#), "listener.trusted: must be a list"),
      (withListener(#"trusted: ["nginx"]"#), "listener.trusted[0]: must be an IPv4 or IPv6"),
      (withListener(#"token_file: "token""#), "listener.token_file: must be an absolute path"),
      (withReplies("{}"), "spools.default.auto_replies: must be a list"),
      (withReplies(#"[{ match: "HELP" }]"#), "spools.default.auto_replies[0].body: is missing"),
      (
        withReplies(#"[{ match: "HELP ME", body: "x" }]"#),
        "spools.default.auto_replies[0].match: must be a single word"
      ),
      (
        withReplies(#"[{ match: "stop", body: "x" }]"#),
        "spools.default.auto_replies[0].match: must not be a word that stops"
      ),
      (
        withReplies(#"[{ match: "A", body: "x" }, { match: "a", body: "y" }]"#),
        "spools.default.auto_replies[1].match: must not be there twice"
      ),
    ]
  )
  func badListener(_ text: String, _ line: String) {
    let error = #expect(throws: ConfigurationError.self) { try decode(text) }
    #expect(error?.lines.contains { $0.hasPrefix(line) } == true, "\(error?.lines ?? [])")
  }
}
