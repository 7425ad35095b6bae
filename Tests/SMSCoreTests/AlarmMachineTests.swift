import Testing

@testable import SMSCore

/// When alarms are raised, repeated and cleared.
struct AlarmMachineTests {
  private static let a = AlarmFixture.condition("a")

  @Test("a condition that goes on is raised once, repeated each hour, and cleared a minute after")
  func life() {
    var run = AlarmFixture()
    run.handle(.holds(Self.a))
    run.handle(.holds(Self.a))
    #expect(run.reports() == ["intake_stopped/a raised"])
    run.wait(3_599)
    #expect(run.reports() == [])
    run.wait(1)
    #expect(run.reports() == ["intake_stopped/a repeated"])
    run.handle(.over(Self.a.key))
    run.wait(59)
    #expect(run.reports() == [])
    run.wait(1)
    #expect(run.reports() == ["intake_stopped/a cleared"])
    run.wait(10_000)
    #expect(run.reports() == [])
    #expect(run.records.isEmpty)
  }

  @Test("a report has the alarm's id, since when it goes on, and what it says at its state")
  func notice() throws {
    var run = AlarmFixture()
    run.handle(.holds(Self.a))
    let raised = try #require(run.notices.first)
    #expect(raised.id.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{8}/) != nil)
    #expect(raised.since == AlarmFixture.start)
    #expect(raised.message == "a is wrong.")
    run.handle(.over(Self.a.key))
    run.wait(60)
    let cleared = try #require(run.notices.last)
    #expect(cleared.id == raised.id)
    #expect(cleared.since == raised.since)
    #expect(cleared.at == AlarmFixture.start.advanced(by: Interval(seconds: 60)))
    #expect(cleared.message == "a is right.")
    run.handle(.holds(Self.a))
    #expect(run.notices.last?.id != raised.id)
  }

  @Test("a repeat shows the newest figures, and with a period of zero there is none")
  func repeats() {
    var run = AlarmFixture()
    run.handle(.holds(Self.a))
    var later = Self.a
    later.count = 7
    run.handle(.holds(later))
    run.wait(3_600)
    #expect(run.notices.map(\.condition.count) == [nil, 7])
    run.policy.repeatAfter = .zero
    run.handle(.reconfigured(run.policy))
    _ = run.reports()
    run.wait(100_000)
    #expect(run.reports() == [])
  }

  @Test("what gets critical is raised again at once under the same id; what eases is not")
  func escalation() {
    var run = AlarmFixture()
    run.handle(.holds(Self.a))
    run.handle(.holds(AlarmFixture.condition("a", .critical)))
    run.handle(.holds(Self.a))
    run.handle(.holds(AlarmFixture.condition("a", .critical)))
    #expect(run.notices.map(\.state) == [.raised, .raised])
    #expect(Set(run.notices.map(\.id)).count == 1)
    #expect(run.notices.map(\.condition.severity) == [.warning, .critical])
  }

  @Test("of a kind that is observed as a whole, what is not listed is over")
  func observed() {
    var run = AlarmFixture()
    let b = AlarmFixture.condition("b")
    let other = AlarmFixture.condition("c", .warning, .waiting)
    run.handle(.holds(other))
    run.handle(.observed(.intakeStopped, [Self.a, b]))
    run.handle(.observed(.intakeStopped, [b]))
    run.wait(60)
    #expect(
      run.reports() == [
        "waiting/c raised", "intake_stopped/a raised", "intake_stopped/b raised",
        "intake_stopped/a cleared",
      ]
    )
    #expect(run.machine.isStanding(b.key))
    #expect(!run.machine.isStanding(Self.a.key))
  }

  @Test("one that comes back before it is cleared goes on without a word")
  func shortEnd() {
    var run = AlarmFixture()
    run.handle(.holds(Self.a))
    for _ in 0..<100 {
      run.handle(.over(Self.a.key))
      run.wait(30)
      run.handle(.holds(Self.a))
      run.wait(5)
    }
    #expect(run.reports() == ["intake_stopped/a raised"])
  }

  @Test("each return within the hour doubles the quiet that clears it, up to an hour")
  func flapping() {
    var run = AlarmFixture()
    var quiet: [Double] = []
    for _ in 0..<9 {
      run.handle(.holds(Self.a))
      run.handle(.over(Self.a.key))
      let from = run.now.monotonic
      _ = run.reports()
      while run.machine.isStanding(Self.a.key) { run.wait(1) }
      quiet.append(run.now.monotonic.since(from).seconds)
    }
    #expect(quiet == [60, 120, 240, 480, 960, 1_920, 3_600, 3_600, 3_600])
    // After an hour without it, it is as new.
    run.wait(3_600)
    run.handle(.holds(Self.a))
    run.handle(.over(Self.a.key))
    run.wait(60)
    #expect(!run.machine.isStanding(Self.a.key))
  }
}

/// A flood of alarms.
struct AlarmFloodTests {
  private static func flood(_ count: Int, _ severity: AlarmSeverity = .warning) -> [AlarmCondition]
  {
    (0..<count).map { AlarmFixture.condition("s\($0)", severity) }
  }

  @Test("the first ones are raised, and one more stands for all others")
  func summary() throws {
    var run = AlarmFixture()
    run.handle(.observed(.intakeStopped, Self.flood(300)))
    #expect(run.notices.count == 10)
    let last = try #require(run.notices.last?.condition)
    #expect(last.key.text == "more")
    #expect(last.count == 291)
    #expect(last.message.hasPrefix("There are 291 more alarms than are reported one by one: "))
    // Repeated each hour, as the others that were raised.
    run.wait(3_600)
    #expect(run.reports().dropFirst(10).allSatisfy { $0.hasSuffix("repeated") })
    // All over: what was raised is cleared, and the summary.
    run.handle(.observed(.intakeStopped, []))
    run.wait(3_600)
    #expect(run.reports().filter { $0.hasSuffix("cleared") }.count == 10)
    #expect(run.open.isEmpty)
    #expect(run.records.isEmpty)
  }

  @Test("what is critical comes first, and through, though warnings are many")
  func critical() {
    var run = AlarmFixture()
    run.handle(.observed(.intakeStopped, Self.flood(300)))
    _ = run.reports()
    run.wait(300)
    run.handle(.holds(AlarmFixture.condition("main", .critical, .accountPaused)))
    #expect(run.reports() == ["account_paused/main raised"])
    var other = AlarmFixture()
    other.handle(
      .observed(.intakeStopped, Self.flood(20) + [AlarmFixture.condition("z", .critical)])
    )
    #expect(other.reports().first == "intake_stopped/z raised")
  }

  @Test("when few are left, they are raised by themselves, and the summary is cleared")
  func unfolded() {
    var run = AlarmFixture()
    run.handle(.observed(.intakeStopped, Self.flood(12)))
    #expect(run.reports().count == 10)
    run.wait(300)
    #expect(
      run.reports() == [
        "intake_stopped/s7 raised", "intake_stopped/s8 raised", "intake_stopped/s9 raised",
        "more cleared",
      ]
    )
    #expect(run.open.count == 12)
  }

  @Test("the summary says at once when it stands for twice as many, or gets critical")
  func growing() {
    var run = AlarmFixture()
    run.handle(.observed(.intakeStopped, Self.flood(20)))
    _ = run.reports()
    run.wait(200)
    run.handle(.observed(.intakeStopped, Self.flood(40)))
    #expect(run.reports() == ["more repeated"])
    run.handle(.observed(.intakeStopped, Self.flood(40, .critical)))
    #expect(run.reports().contains("more raised"))
  }

  @Test("more alarms than are tracked change nothing for those that are")
  func most() {
    var run = AlarmFixture()
    run.handle(.observed(.intakeStopped, Self.flood(5_000)))
    #expect(run.notices.last?.condition.count == AlarmMachine.mostAlarms - 9)
  }
}

/// A restart neither repeats an alarm at once nor forgets to clear it.
struct AlarmRestartTests {
  private static let a = AlarmFixture.condition("a")

  @Test("an alarm that goes on is not raised again, and is repeated when it would have been")
  func goesOn() {
    var run = AlarmFixture()
    run.handle(.holds(Self.a))
    run.wait(1_800)
    run.restart(after: 600)
    run.wait(30)
    run.handle(.holds(Self.a))
    run.wait(1_169)
    #expect(run.reports() == ["intake_stopped/a raised"])
    run.wait(1)
    #expect(run.reports() == ["intake_stopped/a repeated"])
  }

  @Test("one that ended meanwhile is cleared within a minute, under its id")
  func ended() {
    var run = AlarmFixture()
    run.handle(.holds(Self.a))
    let id = run.notices.first?.id
    run.restart(after: 86_400)
    run.wait(59)
    #expect(run.notices.count == 1)
    run.wait(1)
    #expect(run.notices.map(\.state) == [.raised, .cleared])
    #expect(run.notices.last?.id == id)
    #expect(run.records.isEmpty)
  }

  @Test("a raise or a clearance that has not arrived is reported again")
  func undelivered() {
    var run = AlarmFixture()
    run.delivers = false
    run.handle(.holds(Self.a))
    run.restart()
    #expect(run.notices.map(\.state) == [.raised, .raised])
    #expect(Set(run.notices.map(\.id)).count == 1)
    run.wait(60)
    run.delivers = true
    #expect(run.notices.last?.state == .cleared)
    let id = run.notices.last?.id ?? ""
    #expect(run.records[id]?.isOver == true)
    // It was never delivered, and in the meantime the condition came back as a new alarm.
    run.handle(.holds(Self.a))
    #expect(run.records.count == 2)
    let last = run.machine.handle(.delivered(id: id, .cleared), at: run.now)
    #expect(last == [.forget(id: id)])
  }

  @Test("a clearance that has not arrived is reported again beside the alarm that followed it")
  func owed() throws {
    let machine = AlarmFixture()
    let old = AlarmRecord(
      id: "00000000-00000001",
      since: AlarmFixture.start,
      reportedAt: AlarmFixture.start,
      isDelivered: false,
      isOver: true,
      condition: Self.a
    )
    var new = old
    new.id = "00000000-00000002"
    new.isOver = false
    new.isDelivered = true
    var run = AlarmMachine(policy: AlarmPolicy(), seed: 1, records: [old, new], at: machine.now)
    let actions = run.handle(.timer, at: machine.now)
    let cleared = old.clearance(at: machine.now.wall)
    #expect(actions.last == .report(cleared))
    #expect(run.isStanding(Self.a.key))
  }
}
