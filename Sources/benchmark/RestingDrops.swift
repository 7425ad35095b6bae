internal import FlowrouteSimulator
internal import SMSSystem

/// How long a message takes from its file to the provider while nothing else goes on.
struct RestingDrops {
  /// What was measured; nanoseconds, one a message, ascending.
  struct Figures {
    let delays: [Int64]

    /// The delay that so many percent of the messages do not exceed (nearest rank).
    ///
    /// - Parameter percent: 1 to 100.
    /// - Returns: Nanoseconds.
    func percentile(_ percent: Int) -> Int64 {
      delays[(delays.count * percent + 99) / 100 - 1]
    }
  }

  /// From drop to drop; nanoseconds.
  private static let interval: Int64 = 50_000_000

  private let producer: Producer
  private let results: ResultWatch

  init(_ producer: Producer, _ results: ResultWatch) {
    self.producer = producer
    self.results = results
  }

  /// Drops messages one by one, into a daemon that has nothing else to do.
  ///
  /// - Parameters:
  ///   - messages: Their numbers; all below have their results.
  ///   - simulator: Where they arrive.
  /// - Returns: What was measured.
  /// - Throws: `Failure`.
  func run(
    _ messages: Range<Int>,
    _ simulator: FlowrouteSimulator
  ) async throws(Failure) -> Figures {
    let alarm = Alarm()
    let start = Clocks.monotonic
    var drops: [String: Int64] = [:]
    for (index, message) in messages.enumerated() {
      await alarm.wait(until: start + Int64(index) * Self.interval)
      drops[Request.recipient(of: message)] = try producer.drop(message)
    }
    _ = try await results.wait(for: messages.upperBound)
    let delays = await simulator.messages.compactMap { message in
      drops[message.to].map { message.arrivedAt - $0 }
    }
    guard delays.count == messages.count else {
      throw Failure("\(delays.count) of \(messages.count) messages arrived")
    }
    return Figures(delays: delays.sorted())
  }
}
