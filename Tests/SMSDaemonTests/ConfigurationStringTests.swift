import Testing

@testable import SMSDaemon

/// Strings that are of the right type and no use.
@Suite("A string of the configuration")
struct ConfigurationStringTests {
  private static let numbers = "numbers: ['12065550101']"

  private func faults(spool: String = "", account: String = "") -> [String] {
    let text = """
      { spools: { default: { \(spool) } }, accounts: { main: { \(Self.numbers), \(account) } } }
      """
    do throws(ConfigurationError) {
      _ = try Configuration.decode(Array(text.utf8), path: "config.json5")
      return []
    } catch {
      return error.lines
    }
  }

  @Test(
    "is refused where an address has a port that no server has",
    arguments: [
      "http://proxy.example.com:0", "proxy.example.com:65536", "socks5h://[::1]:00", "proxy:99999",
    ]
  )
  func proxyPort(_ proxy: String) {
    let rule = "accounts.main.proxy: must have a port from 1 to 65535"
    let repair = "Write it like \"http://proxy.example.com:3128\"."
    #expect(faults(account: "proxy: '\(proxy)'") == ["\(rule). \(repair)"])
  }

  @Test(
    "is taken for a proxy with the port or without one",
    arguments: ["http://proxy.example.com:1", "proxy.example.com:65535", "socks5://[::1]"]
  )
  func proxy(_ proxy: String) {
    #expect(faults(account: "proxy: '\(proxy)'") == [])
  }

  @Test("is refused where the provider's address has such a port", arguments: [0, 65_536, 70_000])
  func basePort(_ port: Int) {
    let rule = "accounts.main.base_url: must have a port from 1 to 65535, or none"
    let lines = faults(account: "base_url: 'https://api.flowroute.com:\(port)'")
    #expect(lines.map { $0.hasPrefix(rule) } == [true], "\(lines)")
  }

  @Test("that has a NUL character is refused with the member, the rule and the repair")
  func nul() {
    let path = faults(spool: #"path: "/var/spool/a\u0000b""#)
    #expect(
      path == [
        "config.json5: line 1, column 43, in spools.default.path: no path and no other value can "
          + #"contain a NUL character (U+0000, "\u0000"): remove it"#
      ]
    )
    let other = faults(account: #"proxy: "a\u0000""#)
    #expect(other.count == 1)
    #expect(other.first?.contains("in accounts.main.proxy: no path and no other value") == true)
  }
}
