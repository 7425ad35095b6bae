internal import SMSSandbox
internal import SMSSystem

/// A provider that takes 50 ms for each answer, and a window of 100 messages in flight.
struct WindowMeasurement {
  private let scale: Scale

  init(_ scale: Scale) {
    self.scale = scale
  }

  func figures() async throws(Failure) -> [Figure] {
    let session = try await Session(Setting(simulator: ["--rate", "0", "--latency-ms", "50"]))
    Command.say("\(scale.windowed) messages to a provider that takes 50 ms")
    let messages = try session.drop(scale.windowed)
    _ = try await session.results.wait(for: messages.upperBound)
    let times = try session.simulator.arrivals().map(\.at).suffix(messages.count)
    try await session.finish()
    let duration = (times.last ?? 0) - (times.first ?? 0)
    return [
      Figure(
        name: "window_messages_per_second",
        title: "window 100, provider takes 50 ms",
        value: Double(messages.count - 1) / seconds(duration),
        unit: "messages/s",
        floor: Figure.Floor(value: 2_000, title: "all that the window allows"),
        goal: .atLeast(1_900)
      )
    ]
  }
}
