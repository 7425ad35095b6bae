import Testing

@testable import SMSCore

@Suite("Caps in the dispatcher")
struct DispatchCapTests {
  private static let long = String(repeating: "long ", count: 80)

  static func cap(
    _ scope: Cap.Scope = .account("main"),
    _ setting: Cap.Setting = .segmentsPerMinute,
    limit: Int,
    counters: Set<CapCounter> = [.account("main")],
    holdsUrgent: Bool = false
  ) -> Cap {
    Cap(Cap.ID(scope, setting), limit: limit, counters: counters, holdsUrgent: holdsUrgent)
  }

  private func run(
    _ caps: [Cap] = [],
    recipients: [String: RecipientCap] = [:],
    spools: [String: Double] = ["default": 1, "other": 1]
  ) -> DispatcherSimulation {
    var run = DispatcherSimulation(rate: 1_000, spools: spools)
    run.ledger.rules.caps = SendingCaps(caps, recipients: recipients)
    run.start()
    return run
  }

  private func reports(_ run: DispatcherSimulation) -> [String] {
    run.reports.compactMap { report in
      switch report {
      case .capClosed(let refusal): "closed \(refusal.cap.id.key)"
      case .capOpened(let id): "opened \(id.key)"
      default: nil
      }
    }
  }

  @Test("an account sends as much as fits in a minute, and the rest when it does, in order")
  func account() throws {
    var run = run([Self.cap(limit: 5)])
    let jobs = try run.submit(12)
    run.run(for: Interval(seconds: 30))
    #expect(run.sent == Array(jobs.prefix(5)))
    let begins = run.begins.count
    #expect(begins <= 5, "they are not asked about over and over")
    #expect(reports(run) == ["closed account/main/segments_per_minute"])
    run.run(for: Interval(seconds: 40))
    #expect(run.sent == Array(jobs.prefix(10)))
    run.run { $0.isSettled }
    #expect(run.sent == jobs)
    run.run(for: Interval(seconds: 200))
    #expect(
      reports(run) == [
        "closed account/main/segments_per_minute", "opened account/main/segments_per_minute",
      ]
    )
  }

  @Test("urgent messages go all the same and are counted, unless the cap is told to hold them")
  func urgent() throws {
    for holdsUrgent in [false, true] {
      var run = run([Self.cap(limit: 2, holdsUrgent: holdsUrgent)])
      let urgent = try run.submit(4, .urgent)
      run.run(for: Interval(seconds: 2))
      #expect(run.sent.count == (holdsUrgent ? 2 : 4))
      let other = try run.submit()
      run.run(for: Interval(seconds: 30))
      #expect(!run.sent.contains(other[0]))
      run.run { $0.isSettled }
      #expect(Set(run.sent) == Set(urgent + other))
    }
  }

  @Test("a spool's cap lets the others go on, and a group's cap other numbers")
  func others() throws {
    let counters: Set<CapCounter> = [.sender(try PhoneNumber(parsing: "12065550102"))]
    let caps = [
      Self.cap(.spool("other"), .segmentsPerDay, limit: 2, counters: [.spool("other")]),
      Self.cap(.group("g", account: "main"), .segmentsPerDay, limit: 3, counters: counters),
    ]
    var run = run(caps)
    let spool = try run.submit(5, spool: "other")
    let group = try run.submit(600, from: "12065550102")
    let free = try run.submit(5)
    run.run(for: Interval(seconds: 60))
    #expect(run.sent.filter(Set(spool).contains).count == 2)
    #expect(run.sent.filter(Set(group).contains).count == 3)
    // At most 256 are set aside in a lane; what comes later in it waits with them.
    #expect(run.machine.figures.closedCaps.values.max() ?? 0 >= 256)
    let elsewhere = try run.submit(5, .high)
    run.run(for: Interval(seconds: 60))
    #expect(Set(elsewhere).isSubset(of: run.sent))
    #expect(Set(free).isDisjoint(with: run.sent))
    #expect(run.begins.count < 30, "nothing spins")
  }

  @Test("short messages do not take all room before a long one")
  func starvation() throws {
    var run = run([Self.cap(limit: 4)])
    let first = try run.submit(3, spool: "other")
    run.run(for: Interval(seconds: 1))
    let long = try run.submit(text: Self.long)
    run.run(for: Interval(seconds: 1))
    let short = try run.submit(200, .high, spool: "other")
    run.run(for: Interval(seconds: 70))
    #expect(run.state(long[0]) == .sent)
    #expect(Set(first + long).isSubset(of: run.sent))
    run.run { $0.isSettled }
    #expect(run.sent.count == 4 + short.count)
  }

  @Test("what was refused or never left makes room at once; what is in doubt does not")
  func givenBack() throws {
    var run = run([Self.cap(.account("main"), .segmentsPerDay, limit: 3)])
    run.provider.answer = { send, _ in
      switch send.job.value {
      case 1: .badRequest
      case 2: .timeout
      default: .accepted
      }
    }
    let jobs = try run.submit(2)
    run.run { $0.state(jobs[0]) == .failed && $0.state(jobs[1]) == .inDoubt }
    let more = try run.submit(3)
    run.run(for: Interval(seconds: 1))
    #expect(more.count { run.state($0) == .sent } == 2)
    // The doubt ends unsent, which makes room for the last one.
    run.run(for: Interval(seconds: 300))
    #expect(run.state(more[2]) == .sent)
  }

  @Test("a recipient who had enough waits alone, for 24 hours after the first")
  func recipient() throws {
    var run = run(recipients: ["default": RecipientCap(limit: 2)])
    let life = Interval(seconds: 200_000)
    let jobs = try run.submit(3, expiresAfter: life, to: "12065550142")
    let other = try run.submit(2, to: "12065550143")
    let elsewhere = try run.submit(spool: "other", to: "12065550142")
    run.run(for: Interval(seconds: 3_600))
    #expect(Set(run.sent) == Set(jobs.prefix(2) + other + elsewhere))
    #expect(run.machine.figures.recipientWaits == ["default": 1])
    #expect(run.begins.count < 10)
    run.run(for: Interval(seconds: 86_400 - 3_600 - 10))
    #expect(run.state(jobs[2]) == .queued)
    run.run(for: Interval(seconds: 20))
    #expect(run.state(jobs[2]) == .sent)
  }

  @Test("when the message that closed a cap is gone or shorter, others that fit go at once")
  func headGone() throws {
    let shorter = NormalizedText(text: MessageText("short"), replacements: [])
    let ends: [(DispatcherSimulation, JobNumber) -> Command] = [
      { .cancel($0.name($1)) }, { .hold(.job($0.name($1))) },
      { .update($0.name($1), MessageUpdate(text: .given(shorter))) },
    ]
    for end in ends {
      var run = run([Self.cap(.account("main"), .segmentsPerDay, limit: 4)])
      _ = try run.submit(2)
      run.run(for: Interval(seconds: 1))
      let head = try run.submit(text: Self.long)
      run.run(for: Interval(seconds: 1))
      let small = try run.submit()
      run.run(for: Interval(seconds: 5))
      #expect(run.states(small) == [.queued])
      run.command(end(run, head[0]))
      run.run(for: Interval(seconds: 5))
      #expect(run.states(small) == [.sent])
    }
    var run = run([Self.cap(.account("main"), .segmentsPerDay, limit: 4)])
    _ = try run.submit(2)
    run.run(for: Interval(seconds: 1))
    let head = try run.submit(expiresAfter: Interval(seconds: 20), text: Self.long)
    run.run(for: Interval(seconds: 1))
    let small = try run.submit()
    run.run(for: Interval(seconds: 5))
    #expect(run.states(small) == [.queued])
    run.run(for: Interval(seconds: 30))
    #expect(run.states(head) == [.expired] && run.states(small) == [.sent])
  }

  @Test("who had enough gets more at once when a reload allows it")
  func recipientReload() throws {
    var run = run(recipients: ["default": RecipientCap(limit: 2)])
    let life = Interval(seconds: 200_000)
    let jobs = try run.submit(5, expiresAfter: life, to: "12065550142")
    run.run(for: Interval(seconds: 60))
    #expect(run.sent == Array(jobs.prefix(2)))
    run.ledger.rules.caps.recipients["default"]?.limit = 3
    run.reload { _ in }
    run.run(for: Interval(seconds: 60))
    #expect(run.sent == Array(jobs.prefix(3)))
    run.ledger.rules.caps = SendingCaps()
    run.reload { _ in }
    run.run(for: Interval(seconds: 60))
    #expect(Set(run.sent) == Set(jobs))
  }

  @Test("a restart and a reload forget nothing, and a wider cap lets what waits go at once")
  func reload() throws {
    var run = run([Self.cap(.account("main"), .segmentsPerDay, limit: 3)])
    let jobs = try run.submit(10)
    run.run(for: Interval(seconds: 5))
    run.crashAndRestart()
    run.run(for: Interval(seconds: 5))
    #expect(run.sent.count == 3)
    run.ledger.rules.caps.caps[0].limit = 5
    run.ledger.book.capsChanged()
    run.reload { _ in }
    run.run(for: Interval(seconds: 5))
    #expect(run.sent == Array(jobs.prefix(5)))
    run.ledger.rules.caps = SendingCaps()
    run.reload { _ in }
    run.run { $0.isSettled }
    #expect(run.sent == jobs)
  }

  @Test("a clock set back by hours keeps no message waiting for as long")
  func setBack() throws {
    var run = run([Self.cap(limit: 2)])
    let jobs = try run.submit(4)
    run.run(for: Interval(seconds: 5))
    run.now.wall.milliseconds -= 7_200_000
    run.handle(.timer)
    run.run(for: Interval(seconds: 140))
    #expect(run.sent == jobs)
  }

  @Test("a message that waits for a cap can be canceled and expires, and others go on")
  func ends() throws {
    var run = run([Self.cap(limit: 2)])
    _ = try run.submit(2)
    run.run(for: Interval(seconds: 1))
    let expired = try run.submit(expiresAfter: Interval(seconds: 10))
    let canceled = try run.submit()
    let last = try run.submit()
    run.run(for: Interval(seconds: 1))
    run.command(.cancel(run.name(canceled[0])))
    run.run { $0.isSettled }
    #expect(run.states(expired) == [.expired] && run.states(canceled) == [.canceled])
    #expect(run.states(last) == [.sent])
  }

  @Test(
    "with random caps none is ever passed, and nothing starves",
    arguments: 1...40 as ClosedRange<UInt64>
  )
  func random(_ seed: UInt64) throws {
    let dice = Dice(seed)
    let senders = ["12065550101", "12065550102", "12065550103"]
    let group = try senders.prefix(2).map { CapCounter.sender(try PhoneNumber(parsing: $0)) }
    let groups = Cap.Scope.group("g", account: "main")
    var caps: [Cap] = []
    func limit() -> Int { 3 + Int(dice.upTo(12)) }
    if dice.chance(0.7) { caps.append(Self.cap(limit: limit())) }
    if dice.chance(0.5) { caps.append(Self.cap(groups, limit: limit(), counters: Set(group))) }
    if dice.chance(0.3) {
      let day = 40 + Int(dice.upTo(40))
      caps.append(
        Self.cap(.spool("other"), .segmentsPerDay, limit: day, counters: [.spool("other")])
      )
    }
    var run = run(caps)
    run.checksDeeply = false
    run.provider.answer = { _, _ in
      dice.chance(0.8)
        ? .accepted.after(Interval(seconds: dice.upTo(0.5)))
        : dice.one(of: [.badRequest, .noConnection, .unavailable, .timeout, .timeout.butTaken])
    }
    let life = Interval(seconds: 1_000_000)
    for _ in 0..<12 {
      try run.submit(
        1 + Int(dice.upTo(6)),
        dice.one(of: [.high, .normal, .bulk]),
        spool: dice.one(of: ["default", "other"]),
        expiresAfter: life,
        text: dice.chance(0.3) ? "\(Self.long)\(dice.upTo(1))" : nil,
        from: dice.one(of: senders)
      )
      run.run(for: Interval(seconds: dice.upTo(40)))
      if dice.chance(0.1) { run.crashAndRestart() }
    }
    run.provider.answer = { _, _ in .accepted }
    run.run(within: Interval(seconds: 900_000)) { $0.isSettled }
    for cap in caps { expect(cap, in: run) }
    let ends = Set(run.ledger.jobs.values.map(\.state))
    #expect(ends.isSubset(of: [.sent, .failed, .uncertain]), "\(ends)")
  }

  /// What the provider took within any time of the cap is no more than its limit.
  private func expect(_ cap: Cap, in run: DispatcherSimulation) {
    let taken = run.provider.list.records.compactMap { record -> (at: Int64, segments: Int)? in
      guard let entry = run.ledger.jobs[record.job]?.entry else { return nil }
      let message = CappedMessage(entry)
      guard cap.concerns(message), let at = record.message.at else { return nil }
      return (at.milliseconds, message.segments)
    }.sorted { $0.at < $1.at }
    for (index, first) in taken.enumerated() {
      let end =
        cap.id.setting.period == .minute
        ? first.at + 60_000 : (first.at / 86_400_000 + 1) * 86_400_000
      let sum = taken[index...].prefix { $0.at < end }.reduce(0) { $0 + $1.segments }
      #expect(sum <= cap.limit, "\(sum) of \(cap.id.key) \(cap.limit) from \(first.at)")
    }
  }
}
