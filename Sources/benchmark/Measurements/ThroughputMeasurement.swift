internal import SMSSandbox
internal import SMSSystem

/// Messages one by one, then many at once, then the same files without the daemon.
struct ThroughputMeasurement {
  private let scale: Scale

  init(_ scale: Scale) {
    self.scale = scale
  }

  func figures() async throws(Failure) -> [Figure] {
    let session = try await Session()
    Command.say("\(scale.singles) messages, one every 50 ms")
    let rest = try await RestingDrops(session).run(scale.singles)
    let idle = try session.daemon.usage()
    Command.say("\(scale.messages) messages at once")
    let load = try await Load(session).run(scale.messages)
    try await session.finish()
    Command.say("the same files without the daemon")
    let floor = try Floor(session)
    let files = try floor.run(load.messages)
    let writes = try floor.writes(scale.singles)
    return speed(load, files) + cost(load, files) + delay(rest, writes) + memory(idle, load)
  }

  private func speed(_ load: Load.Figures, _ files: Floor.Figures) -> [Figure] {
    let count = Double(load.messages.count)
    return [
      Figure(
        name: "messages_per_second",
        title: "from file to result",
        value: count / seconds(load.duration),
        unit: "messages/s",
        floor: Figure.Floor(
          value: count / seconds(files.duration),
          title: "the same files, no daemon"
        ),
        goal: .atLeast(10_000)
      ),
      Figure(
        name: "messages_per_second_to_floor",
        title: "of the files alone",
        value: Double(files.duration) / Double(load.duration),
        digits: 2,
        goal: .atLeast(0.6)
      ),
      Figure(
        name: "dropped_per_second",
        title: "meanwhile dropped",
        value: count / seconds(load.dropping),
        unit: "messages/s"
      ),
    ]
  }

  /// Unlike the speed, processor time is hardly affected by other work on the machine.
  private func cost(_ load: Load.Figures, _ files: Floor.Figures) -> [Figure] {
    let count = Double(load.messages.count)
    let all = [load.daemon, load.simulator, load.producer]
      .map { Double($0) / 1_000 / count }
    let names = ["daemon", "simulator", "producer"]
    let floor = Figure.Floor(
      value: Double(files.processor) / 1_000 / count,
      title: "the same files, no daemon"
    )
    return zip(names, all).map { name, value in
      Figure(
        name: "\(name)_us_per_message",
        title: "processor time of the \(name)",
        value: value,
        unit: "µs/message",
        floor: name == "daemon" ? floor : nil
      )
    } + [
      Figure(
        name: "written_bytes_per_message",
        title: "written by the daemon",
        value: Double(load.writtenBytes) / count,
        unit: "bytes/message"
      ),
      Figure(
        name: "free_machine_messages_per_second",
        title: "what that comes to on two free cores",
        value: 2_000_000 / all.reduce(0, +),
        unit: "messages/s"
      ),
    ]
  }

  private func delay(_ rest: RestingDrops.Figures, _ writes: Int64) -> [Figure] {
    let floor = Figure.Floor(value: seconds(writes) * 1_000, title: "a file and two synced writes")
    let rows: [(String, String, Int, Double?)] = [
      ("p50", "drop to wire at rest, half within", 50, 2), ("p99", "99 % within", 99, 10),
      ("max", "all within", 100, nil),
    ]
    return rows.map { name, title, percent, most in
      Figure(
        name: "drop_to_wire_\(name)_ms",
        title: title,
        value: seconds(rest.percentile(percent)) * 1_000,
        unit: "ms",
        digits: 2,
        floor: percent == 50 ? floor : nil,
        goal: most.map { .atMost($0) }
      )
    }
  }

  private func memory(_ idle: ProcessUsage, _ load: Load.Figures) -> [Figure] {
    [
      Figure(
        name: "resident_after_mb",
        title: "resident after the load",
        value: Double(load.residentBytes) / 1_000_000,
        unit: "MB",
        digits: 1,
        floor: Figure.Floor(value: Double(idle.residentBytes) / 1_000_000, title: "before it")
      )
    ]
  }
}

/// Nanoseconds as seconds.
func seconds(_ nanoseconds: Int64) -> Double { Double(nanoseconds) / 1_000_000_000 }
