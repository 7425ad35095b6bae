internal import SMSSandbox
internal import SMSSystem

/// How long a message takes from its file to the provider while the daemon is otherwise idle.
struct RestingDrops {
  /// What was measured: nanoseconds, one value per message, ascending.
  struct Figures {
    let delays: [Int64]

    /// The delay that `percent` of the messages do not exceed (nearest rank).
    ///
    /// - Parameter percent: 1 to 100.
    /// - Returns: Nanoseconds.
    func percentile(_ percent: Int) -> Int64 {
      delays[(delays.count * percent + 99) / 100 - 1]
    }
  }

  private let session: Session
  private let priority: String?
  /// The time between drops, in nanoseconds.
  ///
  /// It is not a multiple of a pace slot, so that drops are spread over the slot.
  private let interval: Int64

  init(_ session: Session, priority: String? = nil, interval: Int64 = 50_300_000) {
    self.session = session
    self.priority = priority
    self.interval = interval
  }

  /// Drops messages one by one.
  ///
  /// - Throws: `Failure` if a message cannot be dropped, or does not arrive.
  func run(_ count: Int) async throws(Failure) -> Figures {
    let alarm = Alarm()
    let start = Clocks.monotonic
    let before = await session.results.count
    var drops: [String: Int64] = [:]
    for index in 0..<count {
      await alarm.wait(until: start + Int64(index) * interval)
      let drop = try session.dropOne(priority: priority)
      drops[drop.to] = drop.at
    }
    _ = try await session.results.wait(for: before + count)
    return try await figures(drops)
  }

  private func figures(_ drops: [String: Int64]) async throws(Failure) -> Figures {
    let alarm = Alarm()
    // If other messages wait, some results were theirs: ours may still be on their way.
    for _ in 0..<1_000 {
      let delays = try session.simulator.arrivals()
        .compactMap { arrival in drops[arrival.to].map { arrival.at - $0 } }
      if delays.count == drops.count { return Figures(delays: delays.sorted()) }
      await alarm.wait(until: Clocks.monotonic + 10_000_000)
    }
    throw Failure("not all of \(drops.count) messages arrived")
  }
}
