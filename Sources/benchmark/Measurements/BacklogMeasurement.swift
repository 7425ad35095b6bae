internal import SMSSandbox
internal import SMSSystem

/// What a message costs with a growing backlog, and how long a start with all of it takes.
struct BacklogMeasurement {
  /// What a message costs the daemon with such a backlog, in microseconds of processor time.
  private struct Cost {
    let backlog: Int
    let accept: Double
    let send: Double
    let residentBytes: Int64
  }

  private let scale: Scale
  private let alarm = Alarm()

  init(_ scale: Scale) {
    self.scale = scale
  }

  func figures() async throws(Failure) -> [Figure] {
    let (costs, restart) = try await measure(Setting())
    Command.say("the same with a window and recipients in many time zones")
    let (windowed, _) = try await measure(Setting(hasWindow: true))
    return figures(costs) + [restart] + figures(windowed, beside: costs)
  }

  private func measure(_ setting: Setting) async throws(Failure) -> ([Cost], restart: Figure) {
    let session = try await Session(setting)
    let switches = Operator(session.sandbox)
    try await switches.request("hold", id: "hold-0")
    var costs: [Cost] = []
    for backlog in scale.backlogs {
      Command.say("\(backlog) messages wait")
      costs.append(try await cost(backlog, session, switches))
    }
    let restart = try await restart(session, switches)
    try Verification(session.resultDirectory, try session.simulator.arrivals()).distinctRecipients()
    try await session.stop()
    return (costs, restart)
  }

  private func cost(
    _ backlog: Int,
    _ session: Session,
    _ switches: Operator
  ) async throws(Failure) -> Cost {
    let sample = min(scale.sample, backlog)
    let waiting = session.dropped - (await session.results.count)
    try await fill(backlog - sample - waiting, session)
    let before = try session.daemon.usage()
    try await fill(sample, session)
    let filled = try session.daemon.usage()
    let sent = await session.results.count
    try await switches.request("release", id: "release-\(backlog)")
    _ = try await session.results.wait(for: sent + sample / 2)
    try await switches.request("hold", id: "hold-\(backlog)")
    await rest()
    let after = try session.daemon.usage()
    let count = Double(await session.results.count - sent)
    return Cost(
      backlog: backlog,
      accept: microseconds(filled, before) / Double(sample),
      send: microseconds(after, filled) / count,
      residentBytes: after.residentBytes
    )
  }

  /// Drops messages, and returns when all are accepted.
  private func fill(_ count: Int, _ session: Session) async throws(Failure) {
    try session.drop(max(0, count))
    while !session.isTaken { await alarm.wait(until: Clocks.monotonic + 20_000_000) }
    await rest()
  }

  /// Waits until everything under way has finished.
  private func rest() async {
    await alarm.wait(until: Clocks.monotonic + 1_000_000_000)
  }

  private func microseconds(_ after: ProcessUsage, _ before: ProcessUsage) -> Double {
    Double(after.processorNanoseconds - before.processorNanoseconds) / 1_000
  }

  /// How long the first message may take after a start, far longer than it ever does.
  private static let patience: Int64 = 60_000_000_000

  /// Measures a start, including its silent second.
  ///
  /// The release waits for the start, so that nothing is sent before it. On a slow disk all
  /// messages may have been sent before the hold took effect; then more are dropped, so that some
  /// wait.
  private func restart(_ session: Session, _ switches: Operator) async throws(Failure) -> Figure {
    try await fill(scale.sample - (session.dropped - session.simulator.arrivals().count), session)
    let start = try await session.restartDaemon { () throws(Failure) in
      try switches.drop("release", id: "release-last")
    }
    let sent = try session.simulator.arrivals().filter { $0.at < start }.count
    let waiting = session.dropped - sent
    Command.say("a start with \(waiting) messages waiting")
    var first: Int64?
    while first == nil {
      guard Clocks.monotonic < start + Self.patience else {
        throw Failure("none of \(waiting) messages that waited was sent a minute after the start")
      }
      await alarm.wait(until: Clocks.monotonic + 50_000_000)
      first = try session.simulator.arrivals().first { $0.at >= start }?.at
    }
    try await switches.request("hold", id: "hold-last")
    return Figure(
      name: "restart_to_first_send_s",
      title: "start with \(waiting) waiting to first send",
      value: seconds((first ?? start) - start),
      unit: "s",
      digits: 2,
      floor: Figure.Floor(value: 1, title: "the silent second of a start"),
      goal: .atMost(2)
    )
  }

  /// What a message costs with a window, beside the same backlog without one.
  private func figures(_ costs: [Cost], beside others: [Cost]) -> [Figure] {
    zip(costs, others).map { cost, other in
      let base = other.accept + other.send
      return Figure(
        name: "backlog_\(cost.backlog)_window_us_per_message",
        title: "with \(cost.backlog) waiting and a window, a message costs",
        value: cost.accept + cost.send,
        unit: "µs",
        floor: Figure.Floor(value: base, title: "without a window"),
        goal: .atMost(base * 1.2)
      )
    }
  }

  private func figures(_ costs: [Cost]) -> [Figure] {
    guard let least = costs.first else { return [] }
    return costs.flatMap { cost in
      let isLeast = cost.backlog == least.backlog
      let sum = cost.accept + cost.send
      let base = least.accept + least.send
      return [
        Figure(
          name: "backlog_\(cost.backlog)_us_per_message",
          title: "with \(cost.backlog) waiting, a message costs",
          value: sum,
          unit: "µs",
          floor: isLeast
            ? nil : Figure.Floor(value: base, title: "with \(least.backlog) waiting"),
          goal: isLeast ? nil : .atMost(base * 1.2)
        ),
        Figure(
          name: "backlog_\(cost.backlog)_resident_mb",
          title: "and the daemon has resident",
          value: Double(cost.residentBytes) / 1_000_000,
          unit: "MB",
          digits: 1,
          goal: .atMost(40)
        ),
      ]
    }
  }
}
