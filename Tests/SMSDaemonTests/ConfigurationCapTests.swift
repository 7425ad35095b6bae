import SMSCore
import SMSDaemon
import SMSSystem
import TestSupport
import Testing

@Suite("Caps in the configuration", .throttled)
struct ConfigurationCapTests {
  private static func with(
    account: String = "",
    spool: String = "",
    top: String = "max_segments: 10,"
  ) -> String {
    """
    { \(top) spools: { default: { \(spool) } },
      accounts: { main: { numbers: ["12065550101", "12065550102", "12065550103"], \(account) } } }
    """
  }

  private func decode(_ text: String) throws -> Configuration {
    try Configuration.decode(Array(text.utf8), path: "config.json5")
  }

  @Test("without any, nothing is capped")
  func none() throws {
    #expect(try decode(Self.with()).sendingRules == ConfigurationSendingTests.unlimited)
    #expect(
      try decode(Self.with(account: "caps: {}", spool: "caps: {}")).sendingCaps == SendingCaps()
    )
  }

  @Test("they are caps in segments, of an account, of its groups and of spools")
  func caps() throws {
    let account = """
      price_per_segment: 0.0079, price_per_mms: 0.0195,
      caps: { segments_per_minute: 75, segments_per_day: 2000, money_per_day: 15.8,
              money_per_month: 200, day_zone: "America/Los_Angeles", hold_urgent: true },
      number_groups: [{ name: "tmo", numbers: ["12065550101", "12065550102"], segments_per_day: 400 }],
      """
    let spool = "caps: { messages_per_recipient_per_day: 3, segments_per_day: 500 }"
    let configuration = try decode(Self.with(account: account, spool: spool))
      .withZones(at: WallTime(milliseconds: 1_796_058_000_000))
    let caps = configuration.sendingCaps
    #expect(
      caps.caps.map { "\($0.id.key) \($0.limit) \($0.holdsUrgent)" } == [
        "account/main/segments_per_minute 75 true", "account/main/segments_per_day 2000 true",
        "account/main/money_per_day 2000 true", "account/main/money_per_month 25316 true",
        "group/main/tmo/segments_per_day 400 true", "spool/default/segments_per_day 500 false",
      ]
    )
    #expect(caps.recipients == ["default": RecipientCap(limit: 3)])
    #expect(caps.caps[4].counters.count == 2)
    #expect(caps.segmentsOfMMS == ["main": 3])
    let pacific = try ZoneFiles().rules(of: "America/Los_Angeles")
    #expect(caps.caps.prefix(5).allSatisfy { $0.zone == pacific })
    #expect(configuration.zoneNames == ["America/Los_Angeles"])
    #expect(configuration.sendingRules.caps == caps)
  }

  @Test("an unknown zone is a fault, with the member that names it")
  func zone() throws {
    for (account, spool, member) in [
      ("caps: { day_zone: \"Mars/Base\" }", "", "accounts.main.caps.day_zone"),
      ("", "caps: { day_zone: \"Mars/Base\" }", "spools.default.caps.day_zone"),
    ] {
      let configuration = try decode(Self.with(account: account, spool: spool))
      let error = #expect(throws: ConfigurationError.self) {
        try configuration.withZones(at: WallTime(milliseconds: 0))
      }
      #expect(
        error?.lines.first?.hasPrefix("\(member): Mars/Base is not a time zone of this system.")
          == true
      )
    }
  }

  @Test("a note says if messages would expire while they wait for a day's cap")
  func life() throws {
    func notes(_ account: String, _ spool: String = "", _ top: String = "") throws -> [String] {
      let configuration = try decode(Self.with(account: account, spool: spool, top: top))
      return StartCheck(configuration, path: "/c", .unknown).notes.map(\.line)
        .filter { $0.contains("the cap") }
    }
    #expect(try notes("caps: { segments_per_minute: 50 }") == [])
    let long = "retry: { give_up_after_seconds: 172800 },"
    #expect(try notes("caps: { segments_per_day: 50 }", "", long) == [])
    #expect(
      try notes("caps: { segments_per_day: 50 }") == [
        """
        the cap segments_per_day of account main may make messages wait for a day, and those without an \
        end of their own expire after 14400 seconds. Raise retry.give_up_after_seconds, to 172800 or \
        so, if they are to arrive late.
        """
      ]
    )
    #expect(try notes("", "caps: { messages_per_recipient_per_day: 1 }").count == 1)
  }

  @Test(
    "every fault is told, with its repair",
    arguments: [
      (
        "caps: { segments_per_day: 0 }", "",
        "accounts.main.caps.segments_per_day: must be a whole number from 1"
      ),
      (
        "caps: { segments_per_minute: -5 }", "",
        "accounts.main.caps.segments_per_minute: must be a whole number from 1"
      ),
      (
        "caps: { segments_per_minute: 9 }", "",
        "accounts.main.caps.segments_per_minute: must be at least max_segments (10)"
      ),
      (
        "caps: { money_per_day: 5 }", "",
        "accounts.main.caps.money_per_day: needs accounts.main.price_per_segment"
      ),
      (
        "caps: { money_per_month: 0 }", "",
        "accounts.main.caps.money_per_month: must be an amount above 0"
      ),
      (
        "price_per_segment: 0.01, caps: { money_per_month: 0.05 }", "",
        "accounts.main.caps.money_per_month: must pay for max_segments (10) segments, and pays for 5"
      ),
      (
        "caps: { day_zone: \"../x\" }", "",
        "accounts.main.caps.day_zone: must be the name of a time zone"
      ),
      ("caps: { per_week: 1 }", "", "accounts.main.caps.per_week: "),
      (
        "number_groups: [{ name: \"a\", numbers: [\"12065550199\"], segments_per_day: 10 }]", "",
        "accounts.main.number_groups[0].numbers[0]: must be a number of this account"
      ),
      (
        "number_groups: [{ name: \"a\", numbers: [\"12065550101\"], segments_per_day: 10 }, { name: \"b\", numbers: [\"12065550101\"], segments_per_day: 10 }]",
        "", "accounts.main.number_groups[1].numbers[0]: must not be in two groups"
      ),
      (
        "number_groups: [{ name: \"a\", numbers: [\"12065550101\"] }]", "",
        "accounts.main.number_groups[0]: must have segments_per_minute or segments_per_day"
      ),
      (
        "number_groups: [{ numbers: [], segments_per_day: 5 }]", "",
        "accounts.main.number_groups[0].numbers: must list a number"
      ),
      (
        "", "caps: { segments_per_day: 3 }",
        "spools.default.caps.segments_per_day: must be at least max_segments (10)"
      ),
      (
        "", "caps: { messages_per_recipient_per_day: 0 }",
        "spools.default.caps.messages_per_recipient_per_day: must be a whole number from 1"
      ),
    ]
  )
  func faults(_ account: String, _ spool: String, _ fault: String) throws {
    let error = #expect(throws: ConfigurationError.self) {
      try decode(Self.with(account: account, spool: spool))
    }
    let line = error?.lines.first { $0.contains(fault) }
    #expect(line != nil, "\(error?.lines ?? [])")
  }
}
