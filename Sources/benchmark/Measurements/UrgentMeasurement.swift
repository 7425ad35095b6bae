internal import SMSSandbox
internal import SMSSystem

/// Urgent messages that are dropped while many bulk messages wait for the pace.
struct UrgentMeasurement {
  private static let rate = 100
  /// The time between slots, the pace with its reserve, in milliseconds.
  private static let slot = 1_024.0 / Double(rate)

  private let scale: Scale

  init(_ scale: Scale) {
    self.scale = scale
  }

  func figures() async throws(Failure) -> [Figure] {
    let session = try await Session(Setting(messagesPerSecond: Self.rate))
    Command.say("\(scale.urgent) urgent messages among \(scale.bulk) bulk ones")
    try session.drop(scale.bulk, priority: "bulk")
    let alarm = Alarm()
    while !session.isTaken { await alarm.wait(until: Clocks.monotonic + 20_000_000) }
    let delays = try await RestingDrops(session, priority: "urgent", interval: 203_100_000)
      .run(scale.urgent)
    try Verification(session.resultDirectory, try session.simulator.arrivals()).distinctRecipients()
    try await session.stop()
    return [(50, "half"), (100, "all")].map { percent, title in
      Figure(
        name: "urgent_drop_to_wire_\(percent == 50 ? "p50" : "max")_ms",
        title: "urgent among \(scale.bulk) bulk, \(title) within",
        value: seconds(delays.percentile(percent)) * 1_000,
        unit: "ms",
        digits: 2,
        floor: Figure.Floor(value: Self.slot, title: "one pace slot"),
        goal: .atMost(Self.slot + 10)
      )
    }
  }
}
