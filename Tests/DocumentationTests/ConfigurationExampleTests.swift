import SMSDaemon
import TestSupport
import Testing

@Suite(.throttled)
struct ConfigurationExampleTests {
  @Test("the configuration that systemd/README.md shows is valid")
  func example() throws {
    let block = try #require(try Document("systemd/README.md").block(named: "config.json5"))
    #expect(block.language == "json5")
    let configuration = try Configuration.decode(block.bytes, path: "config.json5")
    #expect(configuration.accounts["main"] != nil)
  }

  @Test("the configuration that install.sh installs is valid, and has its defaults")
  func installed() throws {
    let text = try Repository.text("systemd/config.json5")
    let installed = try Configuration.decode(Array(text.utf8), path: "config.json5")
    let short = try Configuration.decode(
      Array(
        """
        {
          spools: { default: { default_from: "12065550101" } },
          accounts: { main: { numbers: ["12065550101"] } },
        }
        """.utf8
      ),
      path: "config.json5"
    )
    #expect(installed == short)
  }

  @Test("it stays valid with every setting that it shows as a comment")
  func uncommented() throws {
    let text = try Repository.text("systemd/config.json5")
    let settings = text.matches(of: /\n\s*\/\/[a-z_]+:/).count
    #expect(settings > 15)
    let full = text.replacing(/(\n\s*)\/\/([a-z_]+:)/) { "\($0.1)\($0.2)" }
    let configuration = try Configuration.decode(Array(full.utf8), path: "config.json5")
    #expect(configuration.spools["default"]?.allowedFrom?.count == 1)
    #expect(configuration.accounts["main"]?.proxy != nil)
  }

  @Test("what it shows as a comment is the default, but for files, proxy, price, senders, window")
  func defaults() throws {
    let text = try Repository.text("systemd/config.json5")
    let full = text.replacing(/(\n\s*)\/\/([a-z_]+:)/) { match in
      match.2.contains(/^(?:.*_file|proxy|allowed_from|price_per_[a-z]+|send_window|time_zone):/)
        ? match.0 : "\(match.1)\(match.2)"
    }
    let shown = try Configuration.decode(Array(full.utf8), path: "config.json5")
    #expect(shown == (try Configuration.decode(Array(text.utf8), path: "config.json5")))
  }
}
