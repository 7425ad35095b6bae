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

  @Test("may have the files of texts fetched, with limits, from hosts, through a proxy")
  func inboundMedia() throws {
    let media = { (text: String) in try decode(Self.withListener(text)).listener?.media }
    #expect(try media("") == nil && media("inbound_media: false") == nil)
    let usual = try #require(try media("inbound_media: true"))
    #expect(usual.maxBytes == 16_777_216 && usual.maxFiles == 10 && usual.timeout.seconds == 60)
    #expect(usual.hosts == nil && usual.proxy == nil)
    #expect(try media("inbound_media: {}") == usual)
    let all = try media(
      """
      inbound_media: {
        max_bytes: 1, max_files: 2, timeout_seconds: 3, hosts: ["*.S3.example.com"],
        proxy: "http://10.0.0.1:3128"
      }
      """
    )
    #expect(all?.maxBytes == 1 && all?.maxFiles == 2 && all?.timeout.seconds == 3)
    #expect(all?.hosts == ["*.s3.example.com"] && all?.proxy == "http://10.0.0.1:3128")
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
      (
        withListener("inbound_media: 1"), "listener.inbound_media: must be true, false or an object"
      ),
      (
        withListener("inbound_media: { max_bytes: 0 }"),
        "listener.inbound_media.max_bytes: must be from 1 to 1073741824"
      ),
      (
        withListener("inbound_media: { max_files: 101 }"),
        "listener.inbound_media.max_files: must be from 1 to 100"
      ),
      (
        withListener("inbound_media: { timeout_seconds: 3601 }"),
        "listener.inbound_media.timeout_seconds: must be from 1 to 3600"
      ),
      (
        withListener(#"inbound_media: { hosts: ["https://a.example.com"] }"#),
        "listener.inbound_media.hosts[0]: must be a host's name"
      ),
      (
        withListener("inbound_media: { hosts: [] }"),
        "listener.inbound_media.hosts: must name a host"
      ),
      (
        withListener(#"inbound_media: { proxy: "http://10.0.0.1:3128" }"#),
        "listener.inbound_media.hosts: is needed with a proxy"
      ),
      (
        withListener(#"inbound_media: { hosts: ["a.example.com"], proxy: "ftp://10.0.0.1" }"#),
        "listener.inbound_media.proxy: must have one of the schemes"
      ),
      (
        withListener("inbound_media: { redirects: true }"),
        "listener.inbound_media.redirects: is not a known member"
      ),
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
