import Testing

@testable import SMSCore

/// A sender that the provider refuses for every recipient.
struct DispatchSenderTests {
  private static func refused(
    _ status: Int = 403,
    _ code: ErrorCode = .forbidden
  )
    -> ScriptedProvider.Answer
  {
    ScriptedProvider.Answer(
      outcome: .failed(ProviderError(code: code, httpStatus: status)),
      leavesAfter: Interval(milliseconds: 1),
      answersAfter: Interval(milliseconds: 20)
    )
  }

  private static let number = "12065550101"
  private static func sender() throws -> Sender {
    Sender(spool: "default", number: try PhoneNumber(parsing: number))
  }

  /// Messages to different recipients, or to one.
  private static func submit(
    _ run: inout DispatcherSimulation,
    _ count: Int,
    from: String = number,
    toOne: Bool = false
  ) throws -> [JobNumber] {
    try (0..<count).map { index in
      let last = toOne ? 0 : run.ledger.jobs.count + index
      let message = Message(
        account: "main",
        to: .phone(try PhoneNumber(parsing: "1206555\(2_000 + last)")),
        from: try PhoneNumber(parsing: from),
        text: MessageText("text \(run.ledger.jobs.count)"),
        priority: .normal,
        notBefore: nil,
        expiresAt: run.now.wall.advanced(by: Interval(seconds: 1_000_000)),
        ifUncertain: nil
      )
      let entry = run.ledger.accept(message, spool: "default", at: run.now.wall)
      run.handle(.accepted([.message(entry)]))
      return entry.number
    }
  }

  private static func story(_ run: DispatcherSimulation) -> [String] {
    run.reports.compactMap { report in
      switch report {
      case .senderPaused: "paused"
      case .senderResumed: "resumed"
      default: nil
      }
    }
  }

  /// A run whose sender has just paused, with messages that wait.
  private static func paused(waiting: Int) throws -> (DispatcherSimulation, [JobNumber]) {
    var run = DispatcherSimulation(maxInFlight: 2)
    run.provider.answer = { _, _ in refused() }
    run.start()
    let jobs = try submit(&run, 10 + waiting)
    run.run { !$0.machine.senderPauses.isEmpty }
    run.run(for: Interval(seconds: 1))
    return (run, jobs)
  }

  @Test("ten different recipients in a row pause it, and nothing more is burnt")
  func pauses() throws {
    var (run, jobs) = try Self.paused(waiting: 30)
    let states = jobs.map(run.state)
    #expect(states.count { $0 == .failed } == 10)
    #expect(run.provider.sends.count <= 12)
    let new = try Self.submit(&run, 1)
    let other = try Self.submit(&run, 1, from: "12065550102")
    run.provider.answer = { _, _ in .accepted }
    run.run(for: Interval(seconds: 1))
    #expect(run.state(new[0]) == .deferred)
    #expect(run.error(new[0])?.hint.contains("release --sender 12065550101") == true)
    #expect(run.state(other[0]) == .sent)
    run.run { $0.isSettled }
    #expect(jobs.map(run.state).count { $0 == .sent } == 30)
    #expect(Self.story(run) == ["paused", "resumed"])
  }

  @Test("another message is tried every probe_seconds, and stays deferred if it is refused too")
  func probes() throws {
    var (run, jobs) = try Self.paused(waiting: 5)
    let before = run.provider.sends.count
    run.run(for: Interval(seconds: 125))
    #expect(run.provider.sends.count == before + 4)
    #expect(Set(run.provider.sends.suffix(4).map(\.job)).count == 4)
    #expect(jobs.map(run.state).count { $0 == .failed } == 10)
    #expect(run.ledger.holds == [.sender(try Self.sender())])
    let waiting = run.ledger.jobs.values.filter { $0.state == .deferred }
    #expect(waiting.allSatisfy { $0.entry.charged == 0 })
    run.run(for: Interval(seconds: 7_200))
    #expect(jobs.map(run.state).count { $0 == .failed } == 10)
    #expect(Self.story(run) == ["paused"])
  }

  @Test("a success between, one recipient again and again, or other answers pause nothing")
  func noPause() throws {
    var run = DispatcherSimulation(maxInFlight: 1)
    run.start()
    run.provider.answer = { dispatch, _ in
      dispatch.job.value % 10 == 0 ? .accepted : Self.refused()
    }
    _ = try Self.submit(&run, 40)
    run.run { $0.isSettled }
    run.provider.answer = { _, _ in Self.refused() }
    _ = try Self.submit(&run, 30, toOne: true)
    run.run { $0.isSettled }
    run.provider.answer = { _, _ in Self.refused(422, .unprocessable) }
    _ = try Self.submit(&run, 30)
    run.run { $0.isSettled }
    #expect(Self.story(run) == [])
  }

  @Test("a reload, a release, and a day without messages end it")
  func ends() throws {
    var (reloaded, _) = try Self.paused(waiting: 3)
    reloaded.provider.answer = { _, _ in .accepted }
    reloaded.reload { _ in }
    reloaded.run(within: Interval(seconds: 5)) { $0.isSettled }
    #expect(Self.story(reloaded) == ["paused", "resumed"])

    var (released, _) = try Self.paused(waiting: 3)
    released.provider.answer = { _, _ in .accepted }
    released.command(.release(.sender(try Self.sender())))
    released.run(within: Interval(seconds: 5)) { $0.isSettled }

    var (forgotten, _) = try Self.paused(waiting: 0)
    forgotten.run(for: Interval(seconds: 86_000))
    #expect(Self.story(forgotten) == ["paused"])
    forgotten.run(for: Interval(seconds: 1_000))
    #expect(Self.story(forgotten) == ["paused", "resumed"])
    #expect(forgotten.ledger.holds == [])
  }

  @Test("it outlives a restart")
  func restart() throws {
    var (run, jobs) = try Self.paused(waiting: 5)
    run.crashAndRestart()
    run.run(for: Interval(seconds: 20))
    #expect(jobs.map(run.state).count { $0 == .failed } == 10)
    #expect(run.machine.senderPauses.count == 1)
    run.provider.answer = { _, _ in .accepted }
    run.run { $0.isSettled }
    #expect(jobs.map(run.state).count { $0 == .sent } == 5)
  }
}
