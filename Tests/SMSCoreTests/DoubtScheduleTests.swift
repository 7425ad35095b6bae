import Testing

@testable import SMSCore

/// Doubts of every kind, few texts, a list that often fails, and crashes, in an order that a seed
/// decides; the clock is set now and then, or the machine sleeps.
struct DoubtScheduleTests {
  private final class Dice {
    private var jitter: Jitter

    init(_ seed: Int) { jitter = Jitter(seed: UInt64(seed)) }

    func chance(_ part: Double) -> Bool { jitter.next() < part }
    func upTo(_ most: Double) -> Double { jitter.next() * most }
    func one<Element>(of elements: [Element]) -> Element {
      elements[Int(upTo(Double(elements.count)))]
    }
  }

  private static func rehearsal(_ dice: Dice) -> Rehearsal {
    var run = Rehearsal(
      rate: dice.one(of: [2, 20, 200]),
      maxInFlight: dice.one(of: [1, 5, 50]),
      maxAttempts: 1000
    )
    run.provider.list.registrationDelay = Interval(seconds: dice.upTo(4))
    run.provider.list.skew = Interval(seconds: dice.one(of: [0, -3, 90]))
    run.provider.list.pageLimit = dice.one(of: [1, 7, 1000])
    run.provider.list.takes = Interval(seconds: dice.upTo(3))
    // Always the same: commands are carried out, and told of, one after the other.
    let (commit, news) = (Interval(seconds: dice.upTo(0.1)), Interval(seconds: dice.upTo(0.1)))
    run.commitTakes = { commit }
    run.newsTakes = { news }
    run.provider.answer = { _, _ in answer(dice) }
    run.provider.list.answer = { _ in
      let answers: [ListAnswer?] = [
        .tooLarge, .failed(ProviderError(code: .timeout), retryAfter: nil),
        .failed(
          ProviderError(code: .tooManyRequests, httpStatus: 429),
          retryAfter: Interval(seconds: 7)
        ), .failed(ProviderError(code: .unauthorized, httpStatus: 401), retryAfter: nil),
      ]
      return dice.chance(0.25) ? dice.one(of: answers) : nil
    }
    return run
  }

  private static func answer(_ dice: Dice) -> ScriptedProvider.Answer {
    guard dice.chance(0.6) else { return .accepted }
    let cutOff = DispatchDoubtTests.cutOff
    let answers: [ScriptedProvider.Answer] = [
      cutOff, cutOff.butTaken, .serverError, .serverError.butTaken, .nameless, .unavailable,
    ]
    return dice.one(of: answers)
  }

  private static func happen(_ run: inout Rehearsal, _ dice: Dice, sleeps: Bool) throws {
    let target = JobNumber(1 + Int64(dice.upTo(Double(max(1, run.ledger.jobs.count)))))
    let name = run.ledger.jobs[target]?.entry.name ?? JobName(spool: "default", id: "nobody")
    switch Int(dice.upTo(12)) {
    case 0...2:
      try run.submit(
        1 + Int(dice.upTo(4)),
        dice.one(of: Priority.allCases),
        expiresAfter: Interval(seconds: 86_400 * 90),
        text: dice.one(of: ["a", "b", "c"])
      )
    case 3: run.command(.cancel(name))
    case 4: run.command(dice.chance(0.5) ? .hold(.job(name)) : .release(.job(name)))
    case 5: run.failing = dice.chance(0.5) ? [] : [dice.one(of: Rehearsal.Operation.allCases)]
    case 6 where sleeps: run.now.wall.milliseconds += Int64(dice.upTo(7_200_000))
    case 6...7 where !sleeps:
      let step = Int64(dice.upTo(7_200_000)) - 3_600_000
      run.now.wall.milliseconds += step
      let skew = run.provider.list.skew.nanoseconds - step * 1_000_000
      run.provider.list.skew = Interval(nanoseconds: skew)
    case 8:
      run.reload { $0.accounts["main"] = dice.chance(0.5) ? nil : .sample("main", rate: 50) }
    // Set during a crash, a wrong clock hides how long ago an attempt was.
    case 9...10 where sleeps: if dice.chance(0.3) { run.crashAndRestart() }
    default: run.run(for: Interval(seconds: dice.upTo(40)))
    }
  }

  private static func clear(_ run: inout Rehearsal) {
    run.failing = []
    // What the ledger refused is repeated; a release must not overtake a hold.
    run.run(for: Interval(seconds: 2))
    run.provider.answer = { _, _ in .accepted }
    run.provider.list.answer = { _ in nil }
    run.provider.list.pageLimit = 1000
    run.reload { $0.accounts["main"] = .sample("main", rate: 50) }
    for job in run.ledger.jobs.values.sorted(by: { $0.entry.number < $1.entry.number }) {
      run.command(.release(.job(job.entry.name)))
    }
  }

  @Test("each is delivered once or never, and no result lies", arguments: 1...24)
  func schedule(seed: Int) throws {
    let dice = Dice(seed)
    var run = Self.rehearsal(dice)
    run.start()
    for _ in 0..<60 {
      try Self.happen(&run, dice, sleeps: seed.isMultiple(of: 2))
      run.run(for: Interval(seconds: dice.upTo(dice.chance(0.2) ? 30 : 1)))
    }
    Self.clear(&run)
    run.run(within: Interval(seconds: 40_000)) {
      $0.isSettled && $0.ledger.done.count == $0.ledger.commands.count
    }
    run.run(for: Interval(seconds: 4000))
    let deliveries = run.provider.list.deliveries
    for (number, job) in run.ledger.jobs {
      let isSent = job.state == .sent
      #expect(deliveries[number, default: 0] == (isSent ? 1 : 0), "\(number) is \(job.state)")
      #expect(job.digest == nil)
      guard let id = job.providerMessageID else { continue }
      #expect(run.provider.list.records.first { $0.message.id == id }?.job == number)
    }
  }
}
