internal import SMSJSON
internal import SMSSandbox
internal import SMSSystem

/// How much of the limit is used, with a provider that counts any second and takes up to 20 ms to
/// answer.
struct PacingMeasurement {
  private let scale: Scale

  init(_ scale: Scale) {
    self.scale = scale
  }

  func figures() async throws(Failure) -> [Figure] {
    Command.say("the pace, at 5/s and at 100/s, \(scale.pacing) s")
    let slow = Task { await result(5) }
    let fast = Task { await result(100) }
    return try await slow.value.get() + (try await fast.value.get())
  }

  private func result(_ rate: Int) async -> Result<[Figure], Failure> {
    do throws(Failure) {
      return .success(try await figures(rate))
    } catch {
      return .failure(error)
    }
  }

  private func figures(_ rate: Int) async throws(Failure) -> [Figure] {
    let session = try await Session(
      Setting(messagesPerSecond: rate, simulator: ["--rate", "\(rate)", "--jitter-ms", "20"])
    )
    try session.drop(rate * (scale.pacing + 3))
    await Alarm().wait(until: Clocks.monotonic + Int64(scale.pacing + 2) * 1_000_000_000)
    let arrivals = try session.simulator.arrivals()
    try Verification(session.resultDirectory, arrivals).distinctRecipients()
    let times = arrivals.dropFirst().map(\.at)
    let statistics = try session.simulator.statistics()
    try await session.stop()
    guard let first = times.first else { throw Failure("nothing was sent at \(rate)/s") }
    let end = first + Int64(scale.pacing) * 1_000_000_000
    let used = times.filter { $0 < end }.count
    let refused = statistics["answers"]?.object?["429"]?.number?.double ?? 0
    return [
      Figure(
        name: "pacing_\(rate)_used_percent",
        title: "pace \(rate)/s: of the limit used",
        value: Double(used) / Double(rate * scale.pacing) * 100,
        unit: "%",
        digits: 1,
        floor: Figure.Floor(value: 100, title: "the limit"),
        goal: .atLeast(97)
      ),
      Figure(
        name: "pacing_\(rate)_answers_429",
        title: "pace \(rate)/s: answers 429",
        value: refused,
        goal: .atMost(0)
      ),
    ]
  }
}
