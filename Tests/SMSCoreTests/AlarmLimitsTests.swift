import Testing

@testable import SMSCore

/// From which figures on something is an alarm.
struct AlarmLimitsTests {
  private static let start = WallTime(milliseconds: 1_795_420_800_000)
  private let limits = AlarmLimits()

  private func oldest(
    _ priority: Priority,
    _ seconds: Double,
    spool: String = "default",
    holds: Set<HoldScope> = []
  ) -> [AlarmCondition] {
    let lane = Lane(account: "main", spool: spool, priority: priority)
    let backlog = Backlog(
      oldest: [Backlog.Oldest(lane: lane, since: Self.start)],
      inDoubt: 0,
      holds: holds
    )
    let now = Self.start.advanced(by: Interval(seconds: seconds))
    return limits.conditions(of: backlog, at: now)
  }

  @Test(
    "a priority's oldest message may wait for its limit, and no longer",
    arguments: zip(Priority.allCases, [60.0, 300, 900, 14_400])
  )
  func waiting(_ priority: Priority, _ limit: Double) throws {
    #expect(oldest(priority, limit) == [])
    let condition = try #require(oldest(priority, limit + 1).first)
    #expect(condition.key.text == "waiting/\(priority.name)")
    #expect(condition.severity == (priority == .urgent ? .critical : .warning))
    #expect(condition.account == "main" && condition.spool == "default")
    #expect(oldest(priority, 4 * limit).first?.severity == .critical)
  }

  @Test("of several lanes the oldest counts; a limit of zero is none")
  func several() {
    let lanes = ["a", "b", "c"].map { Lane(account: "main", spool: $0, priority: .bulk) }
    let ages: [Int64] = [20_000, 30_000, 10_000]
    let backlog = Backlog(
      oldest: zip(lanes, ages).map { lane, age in
        Backlog.Oldest(
          lane: lane,
          since: WallTime(milliseconds: Self.start.milliseconds - age * 1000)
        )
      },
      inDoubt: 0,
      holds: []
    )
    let found = limits.conditions(of: backlog, at: Self.start)
    #expect(found.map(\.spool) == ["b"])
    #expect(found.first?.count == 30_000)
    var patient = limits
    patient.longestWaits[.bulk] = .zero
    #expect(patient.conditions(of: backlog, at: Self.start) == [])
  }

  @Test(
    "the hint of one that is held names what ends the hold",
    arguments: [
      (HoldScope.all, "release --all"), (.account("main"), "release --account main"),
      (.spool("default"), "release --spool default"), (.spool("other"), "smsdispatch status"),
    ]
  )
  func held(_ hold: HoldScope, _ words: String) {
    #expect(oldest(.normal, 1_000, holds: [hold]).first?.hint.contains(words) == true)
  }

  @Test("more than ten messages in doubt are an alarm, unless the limit is zero")
  func doubts() {
    func found(_ count: Int, _ limits: AlarmLimits) -> [Int?] {
      limits.doubts(in: Backlog(oldest: [], inDoubt: count, holds: [])).map(\.count)
    }
    #expect(found(10, limits) == [])
    #expect(found(11, limits) == [11])
    var other = limits
    other.inDoubt = 0
    #expect(found(1_000, other) == [])
  }

  private func counts(_ failed: Int, of all: Int) -> AttemptCounts {
    var counts = AttemptCounts()
    for number in 0..<all { counts.add(number < failed ? .timeout : nil) }
    return counts
  }

  @Test("too many failed attempts are an alarm, of at least ten; a raised one goes on with fewer")
  func failures() throws {
    #expect(limits.failures(of: "main", counts(9, of: 9), isRaised: false) == nil)
    #expect(limits.failures(of: "main", counts(2, of: 10), isRaised: false) == nil)
    let condition = try #require(limits.failures(of: "main", counts(3, of: 10), isRaised: false))
    #expect(condition.severity == .warning)
    #expect(condition.code == "timeout" && condition.count == 3 && condition.share == 0.3)
    #expect(
      condition.message
        == "30 % of the attempts of account main failed within 5 min: 3 of 10, most often with timeout."
    )
    #expect(
      limits.failures(of: "main", counts(9, of: 10), isRaised: false)?.severity == .critical
    )
    #expect(limits.failures(of: "main", counts(1, of: 2), isRaised: true) != nil)
    #expect(limits.failures(of: "main", counts(0, of: 2), isRaised: true) == nil)
    #expect(limits.failures(of: "main", AttemptCounts(), isRaised: true) == nil)
    var other = limits
    other.failureShare = 0
    #expect(other.failures(of: "main", counts(10, of: 10), isRaised: false) == nil)
  }

  @Test("attempts are counted for as long as the window, and the usual code is the most frequent")
  func window() {
    var window = AttemptWindow()
    let time = { (seconds: Double) in
      MonotonicTime(nanoseconds: 0).advanced(by: Interval(seconds: seconds))
    }
    window.add(counts(2, of: 3), at: time(0))
    window.add(counts(1, of: 1), at: time(200))
    var last = AttemptCounts()
    for code in [ErrorCode.forbidden, .forbidden, .forbidden, .forbidden] { last.add(code) }
    window.add(last, at: time(299))
    let all = window.counts(within: Interval(seconds: 300), at: time(299))
    #expect(all.all == 8 && all.failed == 7 && all.usualCode == .forbidden)
    let later = window.counts(within: Interval(seconds: 300), at: time(300))
    #expect(later.all == 5 && later.failed == 5)
    #expect(window.counts(within: Interval(seconds: 300), at: time(700)).all == 0)
    #expect(window.isEmpty)
  }

  @Test("a disk with less than twice the free space that intake needs is a warning, below critical")
  func disk() {
    func severity(_ free: Int64) -> AlarmSeverity? {
      AlarmCondition.disk("/var/spool", free: free, minimum: 256)?.severity
    }
    #expect(
      [512, 511, 256, 255, 0].map(severity) == [nil, .warning, .warning, .critical, .critical]
    )
    #expect(AlarmCondition.disk("/var/spool", free: 0, minimum: 0) == nil)
    #expect(AlarmCondition.disk("/var/spool", free: 0, minimum: 1)?.key.text == "disk/var/spool")
  }
}

/// What a day says about a number.
struct AlarmSenderTests {
  private let limits = AlarmLimits()

  private func found(sent: Int, optedOut: Int = 0, undelivered: Int = 0) throws -> [AlarmCondition]
  {
    let number = try PhoneNumber(value: 12_065_550_101)
    let counts = SenderCounts(
      sent: sent,
      recipients: sent / 2,
      undelivered: undelivered,
      optedOut: optedOut
    )
    return limits.optOuts(of: [number: counts], policy: "They may suspend it.")
      + limits.undelivered(of: [number: counts])
  }

  @Test("opt-outs are a warning from 5 % of the recipients on, critical from 10 %, of 100 messages")
  func optOuts() throws {
    #expect(try found(sent: 99, optedOut: 99) == [])
    #expect(try found(sent: 1_000, optedOut: 24) == [])
    let warning = try #require(try found(sent: 1_000, optedOut: 25).first)
    #expect(warning.key.text == "opt_outs/12065550101")
    #expect(warning.severity == .warning)
    #expect(warning.share == 0.05 && warning.count == 25)
    #expect(warning.hint.hasPrefix("They may suspend it. "))
    #expect(try found(sent: 1_000, optedOut: 49).map(\.severity) == [.warning])
    #expect(try found(sent: 1_000, optedOut: 50).map(\.severity) == [.critical])
    #expect(
      try found(sent: 1_000, optedOut: 33).first?.message
        == "6.6 % of those that 12065550101 texted within a day opted out: 33 of 500."
    )
  }

  @Test("one phone that opts out is no alarm, however few get the messages")
  func onePhone() throws {
    let number = try PhoneNumber(value: 12_065_550_101)
    var counts = SenderCounts(sent: 1_000, recipients: 3, optedOut: 1)
    #expect(limits.optOuts(of: [number: counts], policy: "") == [])
    counts.optedOut = 2
    #expect(limits.optOuts(of: [number: counts], policy: "").map(\.severity) == [.critical])
  }

  @Test("a fifth undelivered is a warning")
  func undelivered() throws {
    #expect(try found(sent: 1_000, undelivered: 199) == [])
    #expect(try found(sent: 1_000, undelivered: 200).map(\.key.kind) == [.undelivered])
    #expect(try found(sent: 99, undelivered: 99) == [])
  }
}
