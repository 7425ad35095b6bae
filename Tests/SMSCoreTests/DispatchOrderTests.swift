import Testing

@testable import SMSCore

/// Which job goes when.
struct DispatchOrderTests {
  @Test("a job is sent a second after the start, and what became of it is settled")
  func one() throws {
    var run = DispatcherSimulation()
    run.start()
    let job = try run.submit()[0]
    run.run { $0.isSettled }
    #expect(run.state(job) == .sent)
    #expect(run.sent == [job])
    #expect(run.provider.sends[0].handedAt.monotonic.nanoseconds == 1_000_000_000)
    let attempt = try #require(run.attempts(job).first)
    #expect(attempt.number == 1)
    #expect(attempt.httpStatus == 202)
    let handedAt = run.provider.sends[0].handedAt.wall
    #expect(attempt.leftAt == handedAt.advanced(by: Interval(milliseconds: 1)))
    #expect(attempt.endedAt.since(attempt.begunAt) == Interval(milliseconds: 54))
  }

  @Test("inside a spool and priority it is first come, first served")
  func fifo() throws {
    var run = DispatcherSimulation(rate: 1000)
    run.start()
    var jobs: [JobNumber] = []
    for _ in 0..<20 {
      jobs += try run.submit(15)
      run.run(for: Interval(milliseconds: 100))
    }
    run.run { $0.isSettled }
    #expect(run.sent == jobs)
  }

  @Test("urgent jobs go before all that wait")
  func urgentFirst() throws {
    var run = DispatcherSimulation()
    run.start()
    try run.submit(50, .bulk)
    try run.submit(50, .high)
    let urgent = try run.submit(5, .urgent)
    run.run { $0.isSettled }
    #expect(Array(run.sent.prefix(5)) == urgent)
  }

  @Test("high, normal and bulk share the pace 16 : 4 : 1, and none starves")
  func weights() throws {
    var run = DispatcherSimulation(rate: 1000, maxInFlight: 100)
    run.start()
    for priority in [Priority.bulk, .normal, .high] { try run.submit(250, priority) }
    run.run { $0.sent.count >= 210 }
    let counts = Dictionary(grouping: run.sent.prefix(210)) {
      run.ledger.jobs[$0]?.entry.lane.priority
    }.mapValues(\.count)
    #expect(counts == [.high: 160, .normal: 40, .bulk: 10])
  }

  @Test("spools share a priority by their shares")
  func shares() throws {
    var run = DispatcherSimulation(rate: 1000, maxInFlight: 100, spools: ["a": 1, "b": 3])
    run.start()
    for spool in ["a", "b"] { try run.submit(200, spool: spool) }
    run.run { $0.sent.count >= 200 }
    let counts = Dictionary(grouping: run.sent.prefix(200)) {
      run.ledger.jobs[$0]?.entry.name.spool
    }.mapValues(\.count)
    #expect(counts == ["a": 50, "b": 150])
  }

  @Test("one spool's flood does not delay another's single job")
  func flood() throws {
    var run = DispatcherSimulation(spools: ["flood": 1, "quiet": 1])
    run.start()
    try run.submit(1000, spool: "flood")
    run.run { $0.sent.count >= 20 }
    let quiet = try run.submit(spool: "quiet")[0]
    let before = run.sent.count
    run.run { $0.sent.contains(quiet) }
    #expect(run.sent.count - before <= 3)
  }

  @Test("two places are kept for urgent jobs when the provider hangs")
  func keptPlaces() throws {
    var run = DispatcherSimulation(maxInFlight: 6)
    run.provider.answer = { _, _ in .accepted.after(Interval(seconds: 60)) }
    run.start()
    try run.submit(20, .high)
    run.run(for: Interval(seconds: 5))
    #expect(run.sent.count == 4)
    let urgent = try run.submit(3, .urgent)
    run.run(for: Interval(seconds: 5))
    #expect(Array(run.sent.dropFirst(4)) == Array(urgent.prefix(2)))
  }

  @Test("a full window stays full while the next attempts are begun, however slow the commit")
  func fullWindow() throws {
    var run = DispatcherSimulation(rate: 100_000, maxInFlight: 42)
    run.commitTakes = { Interval(milliseconds: 15) }
    run.provider.answer = { _, _ in .accepted.after(Interval(milliseconds: 50)) }
    run.start()
    try run.submit(3000)
    run.run(for: Interval(seconds: 1))
    let before = run.sent.count
    run.run(for: Interval(seconds: 2))
    // 40 places, 20 times a second.
    #expect(run.sent.count - before >= 1600 * 95 / 100)
  }

  @Test("attempts are not begun ahead for places that stay taken")
  func hangingWindow() throws {
    var run = DispatcherSimulation(rate: 100_000, maxInFlight: 42)
    run.provider.answer = { _, _ in .accepted.after(Interval(seconds: 20)) }
    run.start()
    try run.submit(1000)
    run.run(for: Interval(seconds: 50))
    #expect(run.sent.count == 120)
    #expect(run.machine.flights.tallies[0].waiting == 0)
    #expect(run.begins.flatMap(\.jobs).count == 120)
  }

  @Test("a single place is for everyone")
  func onePlace() throws {
    var run = DispatcherSimulation(maxInFlight: 1)
    run.start()
    try run.submit(3, .bulk)
    run.run { $0.isSettled }
    #expect(run.sent.count == 3)
  }

  @Test(
    "one urgent job among 10,000 of bulk waits for at most one slot and a commit",
    arguments: 0..<10
  )
  func urgentWait(phase: Int) throws {
    var run = DispatcherSimulation(rate: 5)
    run.checksDeeply = false
    run.start()
    try run.submit(10_000, .bulk)
    run.run(for: Interval(milliseconds: 3000 + Int64(phase) * 21))
    let urgent = try run.submit(1, .urgent)[0]
    let asked = run.now.monotonic
    run.run { $0.sent.contains(urgent) }
    let waited = run.now.monotonic.since(asked)
    #expect(waited <= Interval(milliseconds: 207))
  }

  @Test("an urgent job overtakes one that is claimed for the next slot")
  func overtakes() throws {
    var run = DispatcherSimulation(rate: 5)
    run.start()
    try run.submit(10, .bulk)
    run.run { $0.sent.count == 2 }
    run.run { $0.machine.flights.tallies[0].ready == 1 }
    let urgent = try run.submit(1, .urgent)[0]
    run.run { $0.sent.count == 3 }
    #expect(run.sent.last == urgent)
  }

  @Test("jobs are claimed only shortly before their slot, and no more than there are slots")
  func claims() throws {
    var run = DispatcherSimulation(rate: 5)
    run.start()
    try run.submit(50)
    run.run { $0.sent.count == 20 }
    for (begin, send) in zip(run.begins, run.provider.sends) {
      #expect(begin.jobs == [send.job])
      let ahead = send.handedAt.monotonic.since(begin.at)
      #expect(ahead >= .zero && ahead <= Interval(milliseconds: 5))
    }
  }

  @Test("the pace is kept on a disk with slow commits too", arguments: [1, 20, 60])
  func slowDisk(milliseconds: Int64) throws {
    var run = DispatcherSimulation(rate: 100, maxInFlight: 100)
    run.checksDeeply = false
    run.commitTakes = { Interval(milliseconds: milliseconds) }
    run.start()
    try run.submit(2000)
    run.run(for: Interval(seconds: 2))
    let before = run.sent.count
    run.run(for: Interval(seconds: 10))
    #expect((970...1000).contains(run.sent.count - before))
  }

  @Test("a job waits for its time, and others do not wait for it")
  func notBefore() throws {
    var run = DispatcherSimulation()
    run.start()
    let later = try run.submit(in: Interval(seconds: 60))[0]
    let now = try run.submit()[0]
    run.run { $0.isSettled }
    #expect(run.sent == [now, later])
    let due = try #require(run.ledger.jobs[later]?.entry.dueAt)
    let late = try #require(run.provider.sends.last).handedAt.wall.since(due)
    #expect(late >= .zero && late <= Interval(milliseconds: 10))
  }
}
