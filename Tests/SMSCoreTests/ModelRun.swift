import Testing

@testable import SMSCore

/// One short run of the whole pipeline, determined by a seed: producers, ledger, dispatcher,
/// provider and clocks, with faults and crashes; everything but the dispatcher is simulated.
///
/// The provider's list becomes readable again before any message expires, and shows each message
/// before the last list pass, so nothing may be lost, sent twice or reported wrongly. If the list
/// distorts messages, some may end as uncertain, but none is sent twice.
struct ModelRun {
  /// Violated expectations, in words.
  private(set) var faults: [String] = []
  private(set) var run: DispatcherSimulation
  private let dice: Dice
  private let updates: Dice
  /// Decides which messages are MMS; of its own, so that the other runs stay as they were.
  private let pictures: Dice
  private let rate: Double
  /// The machine either sleeps at times or has its clock set: no clock can distinguish both
  /// together.
  private let sleeps: Bool
  /// The list changes texts or times, or omits them.
  private let isDistorted: Bool
  /// The spool sends no text to a phone again.
  private let repeatsNothing: Bool

  init(seed: UInt64) {
    dice = Dice(seed)
    updates = Dice(seed &+ 11)
    pictures = Dice(seed &+ 13)
    sleeps = dice.chance(0.3)
    rate = dice.one(of: [2, 20, 500])
    isDistorted = dice.chance(0.4)
    repeatsNothing = Dice(seed &+ 7).chance(0.3)
    run = DispatcherSimulation(
      rate: rate,
      maxInFlight: dice.one(of: [1, 3, 16]),
      maxAttempts: 100,
      seed: seed
    )
    run.checksDeeply = false
    run.configuration.looksAfter = [0.5, 2, 5].map(Interval.init(seconds:))
    run.provider.list.registrationDelay = Interval(seconds: dice.upTo(4))
    run.provider.list.skew = Interval(seconds: dice.upTo(4000) - 2000)
    run.provider.list.pageLimit = dice.one(of: [1, 3, 1000])
    if repeatsNothing { run.ledger.rules.repeats["default"] = Interval(seconds: 864_000) }
    if isDistorted { run.provider.list.show = Self.distortion(dice) }
    if dice.chance(0.3) { run.use(.everyTwentyMinutes()) }
    let longest = dice.one(of: [0.001, 0.05])
    let dice = dice
    run.commitTakes = { Interval(seconds: 0.0002 + dice.upTo(longest)) }
    run.newsTakes = { dice.chance(0.5) ? .zero : Interval(seconds: dice.upTo(longest)) }
    run.provider.answer = { _, _ in Self.answer(dice) }
    run.crashAndRestart()
  }

  /// Runs to the end, and checks the outcome.
  mutating func play() throws {
    for _ in 0..<(2 + Int(dice.upTo(8))) {
      try happen()
      run.run(for: Interval(seconds: dice.upTo(dice.chance(0.2) ? 8 : 0.3)))
    }
    run.failing = []
    for batch in run.ledger.batches.keys.sorted() {
      if run.ledger.batches[batch]?.isAccepting == true { run.activate(batch) }
      run.command(.release(.job(run.batchName(batch))))
    }
    run.reload(Staging())
    run.provider.list.answer = { _ in nil }
    run.provider.answer = { _, _ in .accepted }
    // A message that the list never shows keeps its key for an hour, and others may wait for it.
    run.run(within: Interval(seconds: isDistorted ? 12_000 : 3000)) {
      $0.isSettled && $0.ledger.done.count == $0.ledger.commands.count
        && $0.machine.commandedJobs.isEmpty
    }
    judge()
  }

  // MARK: What happens

  private mutating func happen() throws {
    if dice.chance(0.2) { return try happenToBatch() }
    if updates.chance(0.1) { return update() }
    if dice.chance(0.05) {
      switch Int(dice.upTo(3)) {
      case 0:
        let isOpen = run.configuration.accounts["main"]?.staging.isOpen == true
        run.reload(Staging(isDryRun: isOpen))
      case 1: run.use(SendWindows())
      default: run.use(.everyTwentyMinutes())
      }
      return
    }
    switch Int(dice.upTo(10)) {
    case 0...3:
      try run.submit(
        1 + Int(dice.upTo(4)),
        dice.one(of: Priority.allCases),
        in: dice.chance(0.1) ? Interval(seconds: dice.upTo(5)) : nil,
        ignoresWindow: dice.chance(0.1),
        text: dice.chance(0.4) ? dice.one(of: ["A", "B"]) : nil,
        media: pictures.chance(0.3) ? Media(urls: []) : nil,
        to: repeatsNothing
          ? "12065550142" : dice.one(of: ["12065550142", "12125550142", "18505550142"]),
        from: repeatsNothing ? dice.one(of: ["12065550101", "12065550102"]) : "12065550101"
      )
    case 4:
      run.failing = dice.chance(0.5) ? [] : [dice.one(of: DispatcherSimulation.Operation.allCases)]
    case 5:
      let dice = dice
      let out = dice.one(of: [0, 0.3, 1])
      run.provider.list.answer = { _ in dice.chance(out) ? Self.noPage(dice) : nil }
    case 6:
      let number = 1 + Int64(dice.upTo(Double(max(1, run.ledger.jobs.count))))
      run.command(.cancel(run.name(JobNumber(number))))
    case 7 where sleeps:
      // The machine sleeps: its monotonic clock stops, all other clocks continue.
      run.now.wall.milliseconds += Int64(dice.upTo(600_000))
    case 7: stepClock(by: Int64(dice.upTo(200_000)) - 100_000)
    default:
      if dice.chance(0.3) {
        run.ledger.reboot()
        if !sleeps { stepClock(by: Int64(dice.upTo(200_000)) - 100_000) }
      }
      run.crashAndRestart()
    }
  }

  /// A message, or one of a batch, is changed, wherever it is.
  private mutating func update() {
    let numbers = run.ledger.jobs.keys.sorted()
    guard !numbers.isEmpty else { return }
    var update = MessageUpdate(priority: updates.one(of: Priority.allCases))
    if updates.chance(0.5) {
      update.notBefore = run.now.wall.advanced(by: Interval(seconds: updates.upTo(5) - 1))
    }
    if updates.chance(0.5) {
      let text = updates.chance(0.3) ? "A" : "changed \(run.ledger.commands.count)"
      update.text = .given(NormalizedText(text: MessageText(text), replacements: []))
    }
    run.command(.update(run.name(updates.one(of: numbers)), update))
  }

  /// A batch begins, gets messages, is accepted whole, held, released or canceled.
  private mutating func happenToBatch() throws {
    let batches = run.ledger.batches.keys.sorted()
    guard let batch = batches.isEmpty ? nil : dice.one(of: batches), dice.chance(0.8) else {
      try run.add(1 + Int(dice.upTo(4)), to: run.ledger.acceptBatch())
      return
    }
    let isAccepting = run.ledger.batches[batch]?.isAccepting == true
    switch Int(dice.upTo(5)) {
    case 0 where isAccepting: try run.add(1 + Int(dice.upTo(4)), to: batch)
    case 0, 1: run.activate(batch)
    case 2: run.command(.hold(.job(run.batchName(batch))))
    case 3: run.command(.release(.job(run.batchName(batch))))
    default: run.command(.cancel(run.batchName(batch)))
    }
  }

  /// Our clock steps; the provider's does not.
  private mutating func stepClock(by milliseconds: Int64) {
    run.now.wall.milliseconds += milliseconds
    run.provider.list.skew.nanoseconds -= milliseconds * 1_000_000
  }

  private static func answer(_ dice: Dice) -> ScriptedProvider.Answer {
    guard dice.chance(0.5) else {
      return .accepted.after(Interval(seconds: 0.002 + dice.upTo(0.1)))
    }
    let lost = ScriptedProvider.Answer.timeout.after(Interval(seconds: dice.upTo(1)))
    return dice.one(of: [
      lost, lost.butTaken, .serverError, .serverError.butTaken, .unavailable, .tooMany(.zero),
      .noConnection, .nameless,
    ])
  }

  /// How a provider distorts its records, always or sometimes.
  private static func distortion(_ dice: Dice) -> (ListedMessage) -> ListedMessage {
    let part = dice.one(of: [0.3, 1])
    let hour: Int64 = 3_600_000
    let changes: [(inout ListedMessage) -> Void] = [
      { $0.text = $0.text.map { MessageText("  \($0.string)\r\n") } },
      { $0.text = nil }, { $0.text = MessageText("***") },
      { $0.text = $0.text.map { MessageText($0.string.dropLast() + "?") } },
      { $0.text = MessageText("other words") }, { $0.at = nil }, { $0.to = .unknown },
      { message in
        message.at = message.at.map { WallTime(milliseconds: $0.milliseconds / 60_000 * 60_000) }
      },
      { $0.at?.milliseconds += 60_000 }, { $0.at?.milliseconds -= 5_000 },
      { $0.at?.milliseconds -= 8 * hour },
    ]
    let change = dice.one(of: changes)
    return { message in
      var shown = message
      if dice.chance(part) { change(&shown) }
      return shown
    }
  }

  private static func noPage(_ dice: Dice) -> ListAnswer {
    dice.one(of: [
      .tooLarge, .failed(ProviderError(code: .timeout), retryAfter: nil),
      .failed(ProviderError(code: .tooManyRequests), retryAfter: Interval(seconds: 7)),
      .failed(ProviderError(code: .unauthorized, httpStatus: 401), retryAfter: nil),
    ])
  }

  // MARK: What must hold

  private mutating func judge() {
    let deliveries = run.provider.list.deliveries
    for (number, job) in run.ledger.jobs {
      let count = deliveries[number] ?? 0
      if isDistorted, job.state == .uncertain {
        expect(count <= 1, "\(number) is uncertain, taken \(count)x")
        continue
      }
      let ends: [JobState] = [.sent, .canceled, .suppressed]
      expect(ends.contains(job.state), "\(number) ended as \(job.state)")
      expect(count == (job.state == .sent ? 1 : 0), "\(number) is \(job.state), taken \(count)x")
      let ids = run.provider.list.records.filter { $0.job == number }.map(\.message.id)
      // An unknown id may still be searched for, or belong to a message that the list never shows
      // as it was sent.
      let isRight =
        job.providerMessageID.map { ids == [$0] }
        ?? (isDistorted || job.digest != nil || ids == [])
      expect(isRight, "\(number) has the id \(job.providerMessageID ?? "none"), not \(ids)")
    }
    expect(run.machine.waitingCommands.isEmpty, "commands wait for ever")
    expect(run.machine.updatedJobs.isEmpty, "updates are remembered for ever")
    judgeRepetitions()
    judgePace()
  }

  /// A text that is not to be repeated was sent once, and only then others with it were suppressed.
  private mutating func judgeRepetitions() {
    guard repeatsNothing else { return }
    expect(run.machine.repeatedJobs.isEmpty, "messages wait for one that has ended")
    let groups = Dictionary(grouping: run.ledger.jobs.values) {
      MessageContent(text: $0.entry.envelope.text, media: $0.entry.envelope.media)
    }
    for (content, jobs) in groups {
      let text = content.text
      let sent = jobs.count { $0.state == .sent }
      let repeated = jobs.count { $0.error?.code == .duplicateText }
      expect(sent <= 1, "\(text.string) was sent \(sent)x")
      expect(repeated == 0 || sent == 1, "\(text.string) was never sent, but suppressed")
    }
  }

  /// No interval of one second has more sends than the rate, or more than one MMS.
  private mutating func judgePace() {
    let times = run.provider.sends.compactMap(\.leftAt).sorted()
    let burst = Int(rate)
    for (first, last) in zip(times, times.dropFirst(burst)) {
      expect(last.since(first) >= Interval(seconds: 1), "\(burst + 1) sends within a second")
    }
    let mms = run.provider.sends
      .filter { run.ledger.jobs[$0.job]?.entry.envelope.isMMS == true }.compactMap(\.leftAt)
      .sorted()
    for (first, last) in zip(mms, mms.dropFirst()) {
      expect(last.since(first) >= Interval(seconds: 1), "2 MMS within a second")
    }
  }

  private mutating func expect(_ isMet: Bool, _ fault: @autoclosure () -> String) {
    if !isMet { faults.append(fault()) }
  }
}

/// A generator that the answers of a script can share.
final class Dice {
  private var jitter: Jitter

  init(_ seed: UInt64) {
    jitter = Jitter(seed: seed)
  }

  func chance(_ part: Double) -> Bool { jitter.next() < part }
  func upTo(_ most: Double) -> Double { jitter.next() * most }
  func one<Element>(of elements: [Element]) -> Element {
    elements[Int(upTo(Double(elements.count)))]
  }
}
