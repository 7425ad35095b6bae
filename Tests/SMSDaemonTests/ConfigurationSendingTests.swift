import SMSCore
import SMSDaemon
import SMSSpool
import TestSupport
import Testing

@Suite("What is not sent, in the configuration", .throttled)
struct ConfigurationSendingTests {
  /// Of a configuration that names nothing; without a listener no picture is served.
  static var unlimited: SendingRules {
    var rules = SendingRules()
    rules.servesMedia = false
    return rules
  }

  @Test("sends everything to everybody unless the file says otherwise")
  func defaults() throws {
    let configuration = try decode(ConfigurationTests.smallest)
    #expect(configuration.sendingRules == Self.unlimited)
    #expect(try decode(Self.with(account: #"mode: "live""#)).sendingRules == Self.unlimited)
    #expect(try decode(Self.with(spool: "dedup_seconds: 0")).sendingRules == Self.unlimited)
  }

  @Test("may name guests, dry-run mode, and how long texts are not repeated")
  func rules() throws {
    let guests = #"allowed_recipients: ["12065550142", "+1 206-555-0143"], price_per_segment: 0.01"#
    let staging = try decode(Self.with(account: guests)).sendingRules.accounts["main"]
    #expect(staging?.recipients?.map(\.digits).sorted() == ["12065550142", "12065550143"])
    #expect(staging?.isDryRun == false && staging?.prices.perSegment == 0.01)
    let dryRun = try decode(Self.with(account: #"mode: "dry_run""#))
    #expect(dryRun.sendingRules.accounts == ["main": Staging(isDryRun: true)])
    #expect(
      dryRun.dispatcher(keySources: [:]).accounts["main"]?.staging == Staging(isDryRun: true)
    )
    for seconds in [0.5, 300, 604_800] {
      let rules = try decode(Self.with(spool: "dedup_seconds: \(seconds)")).sendingRules
      #expect(rules.repeats == ["default": Interval(seconds: seconds)])
    }
  }

  @Test("MMS have a pace and a price of their own, and accounts that speak v2 send none")
  func mms() throws {
    let usual = try decode(ConfigurationTests.smallest)
    #expect(usual.dispatcher(keySources: [:]).accounts["main"]?.mmsPerSecond == 1)
    #expect(usual.rules(of: "default").apisWithoutMMS.isEmpty)
    let other = try decode(Self.with(account: "mms_per_second: 2.5, price_per_mms: 0.0195"))
    #expect(other.dispatcher(keySources: [:]).accounts["main"]?.facts.mmsPerSecond == 2.5)
    #expect(other.accounts["main"]?.prices == Prices(perMMS: 0.0195))
    let old = try decode(Self.with(account: #"api: "v2""#))
    #expect(old.rules(of: "default").apisWithoutMMS == ["main": "v2"])
    #expect(old.sendingRules.apisWithoutMMS == ["main": "v2"])
  }

  @Test(
    "reports what is wrong with them, and the repair",
    arguments: [
      (
        with(account: "allowed_recipients: []"),
        "accounts.main.allowed_recipients: must list at least one phone",
        "Leave it out to send to everybody; to send nothing, set `mode: \"dry_run\"`."
      ),
      (
        with(account: #"allowed_recipients: "12065550142""#),
        "accounts.main.allowed_recipients: must be a list of numbers, not a string", ""
      ),
      (
        with(account: #"allowed_recipients: ["206"]"#), "accounts.main.allowed_recipients[0]: ", ""
      ),
      (
        with(account: #"mode: "test""#),
        "accounts.main.mode: must be one of \"live\", \"dry_run\"", ""
      ),
      (
        with(spool: "dedup_seconds: 604801"),
        "spools.default.dedup_seconds: must be a number from 0 to 604800 (7 days)",
        "Write 0, or leave it out, to send texts as often as they are submitted."
      ),
      (with(account: "mms_per_second: 0"), "accounts.main.mms_per_second: must be above 0", ""),
      (with(account: "price_per_mms: 1001"), "accounts.main.price_per_mms: must be at most", ""),
      (
        with(spool: "dedup_seconds: -1"),
        "spools.default.dedup_seconds: must be a number from 0 to 604800 (7 days)",
        "Write 0, or leave it out, to send texts as often as they are submitted."
      ),
      (
        with(spool: "dedup_seconds: 90000")
          .replacing("{ sp", with: "{ retention: { ledger_days: 1 }, sp"),
        "spools.default.dedup_seconds: must not be above retention.ledger_days",
        "The ledger forgets by then what was sent"
      ),
    ]
  )
  func faults(text: String, fault: String, repair: String) {
    let error = #expect(throws: ConfigurationError.self) { try decode(text) }
    let lines = error?.lines ?? []
    #expect(lines.contains { $0.contains(fault) && $0.contains(repair) }, "\(lines)")
  }

  static func with(spool members: String) -> String {
    ConfigurationTests.smallest.replacing("default: {}", with: "default: { \(members) }")
  }

  static func with(account members: String) -> String {
    ConfigurationTests.smallest.replacing("main: { ", with: "main: { \(members), ")
  }

  private func decode(_ text: String) throws(ConfigurationError) -> Configuration {
    try Configuration.decode(Array(text.utf8), path: "config.json5")
  }
}
