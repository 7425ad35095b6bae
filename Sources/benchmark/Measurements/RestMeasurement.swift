internal import SMSSandbox
internal import SMSSystem

/// What the daemon costs while it is idle.
struct RestMeasurement {
  private let scale: Scale

  init(_ scale: Scale) {
    self.scale = scale
  }

  func figures() async throws(Failure) -> [Figure] {
    let session = try await Session()
    Command.say("at rest for \(scale.rest) s")
    let alarm = Alarm()
    // Until the connection to the provider, the synced results and the ledger's log are idle.
    await alarm.wait(until: Clocks.monotonic + 3_000_000_000)
    var switches = session.daemon.switches()
    let start = Clocks.monotonic
    for second in 0...scale.rest {
      await alarm.wait(until: start + Int64(second) * 1_000_000_000)
      switches.look()
    }
    let usage = try session.daemon.usage()
    let after = try await memoryAfterMessages(session, alarm)
    try await session.finish()
    return [
      resident(usage, name: "resident_at_rest_mb", title: "resident at rest"),
      Figure(
        name: "switches_at_rest_per_minute",
        title: "threads put to work at rest",
        value: Double(switches.count) / Double(scale.rest) * 60,
        unit: "1/min",
        floor: Figure.Floor(value: 12, title: "a scan of two spools every 10 s")
      ),
    ] + after
  }

  /// How much of the memory used under load the daemon keeps.
  private func memoryAfterMessages(
    _ session: Session,
    _ alarm: Alarm
  ) async throws(Failure) -> [Figure] {
    guard let quiet = scale.quiet else { return [] }
    Command.say("\(scale.messages) messages, then at rest for \(quiet) s")
    let load = try await Load(session).run(scale.messages)
    await alarm.wait(until: Clocks.monotonic + Int64(quiet) * 1_000_000_000)
    return [
      resident(
        try session.daemon.usage(),
        name: "resident_after_messages_mb",
        title: "resident \(quiet) s after messages",
        floor: Figure.Floor(
          value: Double(load.residentBytes) / 1_000_000,
          title: "with the last of them"
        )
      )
    ]
  }

  private func resident(
    _ usage: ProcessUsage,
    name: String,
    title: String,
    floor: Figure.Floor? = nil
  ) -> Figure {
    Figure(
      name: name,
      title: title,
      value: Double(usage.residentBytes) / 1_000_000,
      unit: "MB",
      digits: 1,
      floor: floor,
      goal: .atMost(16)
    )
  }
}
