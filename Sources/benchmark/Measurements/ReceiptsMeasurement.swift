internal import SMSJSON
internal import SMSSandbox
internal import SMSSystem

/// Two receipts for each message, accepted while messages are sent as fast as possible.
struct ReceiptsMeasurement {
  /// How often the simulator's statistics are read, in nanoseconds.
  private static let interval: Int64 = 20_000_000
  /// How long the count may stay the same, in nanoseconds.
  private static let patience: Int64 = 60_000_000_000

  private let scale: Scale

  init(_ scale: Scale) {
    self.scale = scale
  }

  func figures() async throws(Failure) -> [Figure] {
    let session = try await Session(
      Setting(simulator: ["--rate", "0", "--callback-connections", "32"], listens: true)
    )
    // The first message has receipts too, which are not to be counted.
    _ = try await untilTaken(2 * session.dropped, session.simulator)
    Command.say("\(scale.messages) messages with two receipts each")
    let start = Clocks.monotonic
    let messages = try session.drop(scale.messages)
    let sent = try await session.results.wait(for: messages.upperBound)
    let taken = try await untilTaken(2 * messages.upperBound, session.simulator)
    try await session.finish()
    let count = Double(messages.count)
    return [
      Figure(
        name: "receipts_per_second",
        title: "receipts taken, durable",
        value: 2 * count / seconds(taken - start),
        unit: "receipts/s"
      ),
      Figure(
        name: "messages_per_second_with_receipts",
        title: "from file to result meanwhile",
        value: count / seconds(sent - start),
        unit: "messages/s"
      ),
    ]
  }

  /// Waits until so many receipts were answered with 200.
  ///
  /// - Returns: When they were, in monotonic nanoseconds, at most `interval` too late.
  /// - Throws: `Failure` if none is for a minute.
  private func untilTaken(
    _ count: Int,
    _ simulator: SimulatorProcess
  ) async throws(Failure) -> Int64 {
    let alarm = Alarm()
    var (before, changedAt) = (0, Clocks.monotonic)
    while true {
      let taken = try simulator.statistics()["callbacks"]?.number?.int64.map(Int.init) ?? 0
      let now = Clocks.monotonic
      if taken >= count { return now }
      if taken > before { (before, changedAt) = (taken, now) }
      guard now - changedAt < Self.patience else {
        throw Failure("\(taken) of \(count) receipts were taken, and no more are")
      }
      await alarm.wait(until: now + Self.interval)
    }
  }
}
