internal import SMSJSON
internal import SMSSandbox
internal import SMSSystem

/// Many messages as one batch, from its file to its last result; then another among which urgent
/// messages are dropped.
struct BatchMeasurement {
  /// How long a batch may take, in nanoseconds.
  private static let patience: Int64 = 600_000_000_000

  private let scale: Scale
  private let alarm = Alarm()

  init(_ scale: Scale) {
    self.scale = scale
  }

  func figures() async throws(Failure) -> [Figure] {
    let session = try await Session()
    Command.say("\(scale.batch) messages as one batch")
    let before = try usages(session)
    let start = Clocks.monotonic
    let first = try put("batch-1", session)
    let accepted = try await wait("batch-1", session) { $0 != "accepting" }
    let end = try await wait("batch-1", session) { $0 == "done" }
    let after = try usages(session)
    try check("batch-1", first, session)
    Command.say("\(scale.batched) urgent messages during another batch")
    let second = try put("batch-2", session)
    let delays = try await RestingDrops(session, priority: "urgent", interval: 20_300_000)
      .run(scale.batched)
    _ = try await wait("batch-2", session) { $0 == "done" }
    try check("batch-2", second, session)
    let arrivals = try session.simulator.arrivals()
    try Verification(session.resultDirectory, arrivals).distinctRecipients()
    guard arrivals.count == session.dropped else {
      throw Failure("\(arrivals.count) messages arrived instead of \(session.dropped)")
    }
    try await session.stop()
    let used = zip(after, before).map { $0.processorNanoseconds - $1.processorNanoseconds }
    return speed(start, accepted, end) + cost(used, after[0]) + urgent(delays)
  }

  /// Drops a file with the requests of many messages.
  ///
  /// - Returns: The messages.
  private func put(_ id: String, _ session: Session) throws(Failure) -> Range<Int> {
    let messages = session.reserve(scale.batch)
    var bytes: [UInt8] = []
    for message in messages {
      bytes += Request(message).bytes
      bytes.append(UInt8(ascii: "\n"))
    }
    let draft = try Self.name(".\(id)")
    let file = try Self.name("\(id).jsonl")
    do throws(SystemError) {
      try session.incoming.createFile(draft, mode: 0o640).write(bytes)
      try session.incoming.rename(draft, to: session.incoming, as: file)
    } catch {
      throw Failure(error)
    }
    return messages
  }

  /// Waits for a status of a batch.
  ///
  /// - Returns: When it was seen, in monotonic nanoseconds.
  private func wait(
    _ id: String,
    _ session: Session,
    until isReached: (String) -> Bool
  ) async throws(Failure) -> Int64 {
    let name = try Self.name("\(id).json")
    let end = Clocks.monotonic + Self.patience
    while Clocks.monotonic < end {
      if let bytes = try? session.resultDirectory.read(name, upTo: 1 << 16),
        let status = (try? JSONParser.parse(bytes))?.object?["status"]?.string
      {
        if isReached(status) { return Clocks.monotonic }
        if status == "rejected" { throw Failure("the batch was rejected") }
      }
      await alarm.wait(until: Clocks.monotonic + 5_000_000)
    }
    throw Failure("the batch \(id) took longer than ten minutes")
  }

  /// Checks that the results of a batch say of each message, once, that it was sent.
  private func check(
    _ id: String,
    _ messages: Range<Int>,
    _ session: Session
  ) throws(Failure) {
    let name = try Self.name("\(id).jsonl")
    let bytes = try Failure.converting { () throws(SystemError) in
      try session.resultDirectory.read(name, upTo: 1 << 31)
    }
    var ids: Set<String> = []
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      let result = (try? JSONParser.parse(Array(line)))?.object
      guard result?["status"]?.string == "sent", let id = result?["id"]?.string else {
        throw Failure("a line of \(id).jsonl does not say that a message was sent")
      }
      guard ids.insert(id).inserted else { throw Failure("the result of \(id) stands twice") }
    }
    guard ids == Set(messages.map { Request($0).id }) else {
      throw Failure("the results of \(id) are those of \(ids.count) other messages")
    }
  }

  private static func name(_ text: String) throws(Failure) -> FileName {
    guard let name = FileName(text) else { throw Failure("\(text) is not the name of a file") }
    return name
  }

  /// For the daemon and the simulator.
  private func usages(_ session: Session) throws(Failure) -> [ProcessUsage] {
    [try session.daemon.usage(), try session.simulator.usage()]
  }

  private func speed(_ start: Int64, _ accepted: Int64, _ end: Int64) -> [Figure] {
    let count = Double(scale.batch)
    return [
      Figure(
        name: "batch_messages_per_second",
        title: "from the file to the last result",
        value: count / seconds(end - start),
        unit: "messages/s",
        goal: .atLeast(25_000)
      ),
      Figure(
        name: "batch_accepted_per_second",
        title: "checked and accepted",
        value: count / seconds(accepted - start),
        unit: "lines/s",
        goal: .atLeast(100_000)
      ),
    ]
  }

  private func cost(_ used: [Int64], _ daemon: ProcessUsage) -> [Figure] {
    let names = ["daemon", "simulator"]
    return zip(names, used).map { name, nanoseconds in
      Figure(
        name: "batch_\(name)_us_per_message",
        title: "processor time of the \(name)",
        value: Double(nanoseconds) / 1_000 / Double(scale.batch),
        unit: "µs/message",
        goal: name == "daemon" ? .atMost(45) : nil
      )
    } + [
      Figure(
        name: "batch_resident_mb",
        title: "resident after it",
        value: Double(daemon.residentBytes) / 1_000_000,
        unit: "MB",
        digits: 1,
        goal: .atMost(45)
      )
    ]
  }

  private func urgent(_ delays: RestingDrops.Figures) -> [Figure] {
    [(50, "half"), (99, "99 %")].map { percent, title in
      Figure(
        name: "batch_urgent_drop_to_wire_p\(percent)_ms",
        title: "urgent meanwhile, \(title) within",
        value: seconds(delays.percentile(percent)) * 1_000,
        unit: "ms",
        digits: 2,
        goal: percent == 99 ? .atMost(10) : nil
      )
    }
  }
}
