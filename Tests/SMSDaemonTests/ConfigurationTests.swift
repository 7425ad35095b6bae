import SMSCore
import SMSHTTP
import SMSJSON
import TestSupport
import Testing

@testable import SMSDaemon

@Suite("The configuration", .throttled)
struct ConfigurationTests {
  static let smallest = """
    { spools: { default: {} }, accounts: { main: { numbers: ["12065550101"] } } }
    """

  @Test("an opt-out reaches the account's numbers, unless the file says otherwise")
  func optOutScope() throws {
    #expect(try decode(Self.smallest).optOutScope == .account)
    for scope in OptOutScope.allCases {
      let text = Self.smallest.dropLast(2) + ", opt_out: { scope: \"\(scope.rawValue)\" } }"
      #expect(try decode(String(text)).optOutRules.scope == scope)
    }
    let text = Self.smallest.dropLast(2) + #", opt_out: { scope: "business" } }"#
    #expect(faults(String(text)).contains { $0.hasPrefix("opt_out.scope: must be ") })
  }

  @Test("needs only a spool and an account with a number; the rest has the contract's defaults")
  func defaults() throws {
    let configuration = try decode(Self.smallest)
    #expect(configuration.state == "/var/lib/smsdispatch")
    let spool = try #require(configuration.spools["default"])
    #expect(spool.path == "/var/spool/smsdispatch/default")
    #expect(spool.defaultFrom == nil)
    #expect(spool.allowedFrom == nil)
    #expect(spool.share == 1)
    #expect(spool.allowUrgent == false)
    #expect(spool.maxQueued == 1_000_000)
    let account = try #require(configuration.accounts["main"])
    #expect(account.api == "v2.1")
    #expect(account.baseURL.text == "https://api.flowroute.com")
    #expect(account.messagesPerSecond == 5)
    #expect(account.maxInFlight == 16)
    #expect(account.timeout == Interval(seconds: 30))
    #expect(account.probeInterval == Interval(seconds: 30))
    #expect(configuration.retry.policy.maxAttempts == 10)
    #expect(configuration.retry.policy.firstDelay == Interval(seconds: 2))
    #expect(configuration.retry.policy.maxDelay == Interval(seconds: 300))
    #expect(configuration.retry.giveUpAfter == Interval(seconds: 14_400))
    #expect(configuration.batches.giveUpAfter == Interval(seconds: 604_800))
    #expect(configuration.uncertain.looksAfter == [5, 15, 45].map(Interval.init(seconds:)))
    #expect(configuration.uncertain.otherwise == .report)
    #expect(configuration.maxSegments == 10)
    #expect(configuration.listener == nil)
    #expect(configuration.retention.results == Interval(seconds: 2 * 86_400))
    #expect(configuration.retention.ledger == Interval(seconds: 30 * 86_400))
    #expect(configuration.retention.audit == configuration.retention.ledger)
    #expect(configuration.minFreeMegabytes == 256)
    #expect(configuration.minFreeBytes(for: "default") == 256 << 20)
    #expect(configuration.log.format == .auto)
    #expect(configuration.log.level == .info)
  }

  @Test("keeps the audit as long as the ledger, unless it says otherwise")
  func auditRetention() throws {
    for (members, days) in [("ledger_days: 7", 7.0), ("ledger_days: 7, audit_days: 365", 365)] {
      let text = Self.smallest.replacing("{ spools", with: "{ retention: { \(members) }, spools")
      #expect(try decode(text).retention.audit == Interval(seconds: days * 86_400))
    }
  }

  @Test("lets operators' commands go on where messages wait for disk space", arguments: [0, 8, 99])
  func operatorReserve(_ megabytes: Int) throws {
    let members = "min_free_mb: \(megabytes), "
    let configuration = try decode(Self.smallest.replacing("{ spools", with: "{ \(members)spools"))
    #expect(configuration.minFreeBytes(for: "default") == Int64(megabytes) << 20)
    #expect(configuration.minFreeBytes(for: "operator") == Int64(min(megabytes, 16)) << 20)
  }

  @Test("may hold comments, trailing commas and fractions of seconds")
  func json5() throws {
    let configuration = try decode(
      """
      {
        // where it lives
        state: '/srv/sms/', /* a slash more does no harm */
        spools: { a: { path: "/srv//spool/a", share: 2.5, } },
        accounts: { main: { numbers: ["(206) 555-0101",], timeout_seconds: 0.25 } },
      }
      """
    )
    #expect(configuration.state == "/srv/sms")
    #expect(configuration.spools["a"]?.path == "/srv/spool/a")
    #expect(configuration.spools["a"]?.share == 2.5)
    #expect(configuration.accounts["main"]?.timeout == Interval(milliseconds: 250))
    #expect(configuration.accounts["main"]?.numbers.map(\.digits) == ["12065550101"])
  }

  @Test("may name further words that stop messages")
  func optOutWords() throws {
    let text = Self.smallest.dropLast(2) + #", opt_out: { words: ["Alto", "détener"] } }"#
    #expect(try decode(String(text)).optOutWords == ["ALTO", "DETENER"])
    #expect(try decode(Self.smallest).optOutWords.isEmpty)
    for word in ["HELP", "yes", "stop now", ""] {
      let text = Self.smallest.dropLast(2) + ", opt_out: { words: [\"\(word)\"] } }"
      #expect(faults(String(text)).contains { $0.contains("opt_out.words[0]: must be a single") })
    }
  }

  struct Bad: Sendable, CustomTestStringConvertible {
    var text: String
    var line: String
    var testDescription: String { line }
  }

  @Test(
    "reports a broken rule with the path of the member",
    arguments: [
      Bad(
        text: account("messages_per_second: 0"),
        line: at("messages_per_second: must be above 0")
      ),
      Bad(
        text: account("messages_per_second: -1"),
        line: at("messages_per_second: must be above 0")
      ),
      Bad(
        text: account("messages_per_second: 1e9"),
        line: at("messages_per_second: must be at most 1000000")
      ),
      Bad(
        text: account("messages_per_second: 1e400, max_in_flight: 0"),
        line: at("messages_per_second: must be a finite number")
      ),
      Bad(
        text: account("max_in_flight: Infinity"),
        line: at("max_in_flight: must be a whole number")
      ),
      Bad(
        text: account("timeout_seconds: NaN"),
        line: at("timeout_seconds: must be a finite number")
      ),
      Bad(
        text: account("max_in_flight: 1e300"),
        line: at("max_in_flight: must be from 1 to 10000")
      ),
      Bad(
        text: account("messages_per_second: '5'"),
        line: at("messages_per_second: must be a number, not a string")
      ),
      Bad(
        text: account("max_in_flight: 0"),
        line: at("max_in_flight: must be from 1 to 10000")
      ),
      Bad(
        text: account("max_in_flight: 1.5"),
        line: at("max_in_flight: must be a whole number")
      ),
      Bad(
        text: account("timeout_seconds: 0.05"),
        line: at("timeout_seconds: must be at least 0.1")
      ),
      Bad(
        text: account("base_url: 'http://api.flowroute.com'"),
        line: at("base_url: must begin with https:// (plain http only to a loopback address)")
      ),
      Bad(
        text: account("access_key_file: 'key', secret_key_file: '/k'"),
        line: at("access_key_file: must be an absolute path")
      ),
      Bad(
        text: account("ca_file: '/etc/../ca'"),
        line: at("ca_file: must not hold \"..\"")
      ),
      Bad(text: account("api: 'v3'"), line: at("api: must be one of \"v2\", \"v2.1\", \"v2.2\"")),
      Bad(
        text: account("message_per_second: 5"),
        line: at("message_per_second: is not a known member. Did you mean \"messages_per_second\"?")
      ),
      Bad(
        text: account("proxy: '::::'"),
        line: at("proxy: must be a proxy's address")
      ),
      Bad(
        text: account("proxy: 'file:///x'"),
        line: at("proxy: must ")
      ),
      Bad(
        text: spool("path: '/'"),
        line: "spools.default.path: must not be the root directory"
      ),
      Bad(
        text: spool("path: 'spool'"),
        line: "spools.default.path: must be an absolute path"
      ),
      Bad(
        text: spool("path: '/var/lib/smsdispatch/x'"),
        line: "spools.default.path: must not lie inside `state`"
      ),
      Bad(
        text: spool("default_from: '12065550199'"),
        line: "spools.default.default_from: must be a number of an account"
      ),
      Bad(
        text: spool("default_from: 12065550101"),
        line: "spools.default.default_from: must be a string, not a number"
      ),
      Bad(
        text: spool("senders: ['12065550101'], default_from: '12065550101'"),
        line: "spools.default.senders: and default_from cannot be combined"
      ),
      Bad(text: spool("senders: []"), line: "spools.default.senders: must have a number"),
      Bad(
        text: spool("senders: '12065550101'"),
        line: "spools.default.senders: must be a list of numbers"
      ),
      Bad(
        text: spool("senders: ['12065550199']"),
        line: "spools.default.senders[0]: must be a number of an account"
      ),
      Bad(
        text: spool("senders: ['12065550101', '2065550101']"),
        line: "spools.default.senders[1]: must not be listed twice"
      ),
      Bad(
        text: spool("senders: ['12065550101'], allowed_from: []"),
        line: "spools.default.senders[0]: must be among allowed_from"
      ),
      Bad(
        text: """
          { spools: { default: { senders: ['12065550101', '12065550102'] } },
            accounts: { main: { numbers: ['12065550101'] }, b: { numbers: ['12065550102'] } } }
          """,
        line: "spools.default.senders[1]: must be a number of the same account as the others"
      ),
      Bad(
        text: spool("allowed_from: ['2065550']"),
        line: "spools.default.allowed_from[0]: must have 11 digits"
      ),
      Bad(text: spool("share: 0"), line: "spools.default.share: must be above 0"),
      Bad(
        text: spool("normalize: 'gsm7'"),
        line: #"spools.default.normalize: must be one of "off", "punctuation", "ascii""#
      ),
      Bad(text: spool("require_verified: 1"), line: "spools.default.require_verified: must be"),
      Bad(text: top("retry: { max_attempts: 0 }"), line: "retry.max_attempts: must be from 1"),
      Bad(
        text: top("retry: { first_delay_seconds: 1e12 }"),
        line: "retry.first_delay_seconds: must be at most 10 years"
      ),
      Bad(
        text: top("uncertain: { otherwise: 'maybe' }"),
        line: "uncertain.otherwise: must be one of \"report\", \"resend\""
      ),
      Bad(
        text: top("uncertain: { looks_after_seconds: [1, 'x'] }"),
        line: "uncertain.looks_after_seconds[1]: must be a number"
      ),
      Bad(
        text: top("verification: { template: 'no code' }"),
        line: "verification.template: must hold {code} exactly once"
      ),
      Bad(
        text: top(
          "max_segments: 1, verification: { template: '{code} \(String(repeating: "x", count: 160))' }"
        ),
        line: "verification.template: makes a text of 2 segments, more than max_segments"
      ),
      Bad(
        text: top("verification: { origin: 'example..com' }"),
        line: "verification.origin: must be a domain such as example.com"
      ),
      Bad(text: top("verification: { code_length: 3 }"), line: "verification.code_length: must be"),
      Bad(
        text: top("verification: { origin: 'https://example.com' }"),
        line: "verification.origin: must be a domain such as example.com"
      ),
      Bad(
        text: top("verification: { prefix_guard_share: 1.5 }"),
        line: "verification.prefix_guard_share: must be a number from 0 to 1"
      ),
      Bad(text: top("log: { level: 'loud' }"), line: "log.level: must be one of"),
      Bad(text: top("min_free_mb: -1"), line: "min_free_mb: must be from 0"),
      Bad(text: top("retries: {}"), line: "retries: is not a known member"),
      Bad(text: "[]", line: "must be an object"),
      Bad(text: "{ accounts: {} }", line: "spools: must name at least one"),
    ]
  )
  func fault(_ bad: Bad) {
    let lines = faults(bad.text)
    #expect(lines.contains { $0.hasPrefix(bad.line) }, "\(lines)")
  }

  @Test("tells all faults at once")
  func allAtOnce() {
    let lines = faults(
      """
      { spools: { default: { share: 0, path: "x" } },
        accounts: { main: { numbers: [], messages_per_second: 0, max_in_flight: 0 } } }
      """
    )
    #expect(lines.count == 5, "\(lines)")
  }

  @Test("refuses a number that two accounts list, and spools that share a directory")
  func together() {
    let lines = faults(
      """
      { spools: { a: { path: "/s/a" }, b: { path: "/s/a/b" } },
        accounts: { x: { numbers: ["12065550101"] }, y: { numbers: ["12065550101"] } } }
      """
    )
    #expect(lines.contains { $0.contains("must not be listed by two accounts") }, "\(lines)")
    #expect(lines.contains { $0.contains("spools.b.path: must not be, hold or lie") }, "\(lines)")
  }

  @Test("that is no JSON5 is refused with its place")
  func malformed() {
    #expect(faults("{ spools: ").count == 1)
  }

  private func decode(_ text: String) throws(ConfigurationError) -> Configuration {
    try Configuration.decode(Array(text.utf8), path: "config.json5")
  }

  private func faults(_ text: String) -> [String] {
    do throws(ConfigurationError) {
      _ = try decode(text)
      return []
    } catch {
      return error.lines
    }
  }

  private static func account(_ members: String) -> String {
    "{ spools: { default: {} }, accounts: { main: { numbers: [\"12065550101\"], \(members) } } }"
  }

  private static func at(_ rule: String) -> String { "accounts.main." + rule }

  private static func spool(_ members: String) -> String {
    """
    { spools: { default: { \(members) } }, accounts: { main: { numbers: ["12065550101"] } } }
    """
  }

  private static func top(_ members: String) -> String {
    """
    { spools: { default: {} }, accounts: { main: { numbers: ["12065550101"] } }, \(members) }
    """
  }
}
