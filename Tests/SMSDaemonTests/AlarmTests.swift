import FlowrouteSimulator
import SMSCore
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@testable import SMSDaemon

/// Alarms of a whole daemon, with a command and a directory that receive them.
@Suite("Alarms", .timeLimit(.minutes(10)), .throttled)
struct AlarmTests {
  /// Where the command and the daemon put reports.
  private struct Desk {
    let directory: TemporaryDirectory

    init() throws {
      directory = try TemporaryDirectory()
      for name: FileName in ["command", "files"] {
        try directory.directory.makeDirectory(name, mode: 0o700)
      }
      _ = try AlarmSample.script(
        "n=$(date +%s%N); cat >\"$1/.$n\" && mv \"$1/.$n\" \"$1/$n.json\"",
        in: directory
      )
    }

    func members(_ more: String = "") -> String {
      """
      alarms: {
        command: ["\(directory.path("alarm.sh"))", "\(directory.path("command"))"],
        directory: "\(directory.path("files"))",
        clear_after_seconds: 0, \(more)
      },
      """
    }

    /// Waits until that many reports have arrived, and returns them in order.
    func reports(_ count: Int, in name: String) async throws -> [JSONObject] {
      let files = try Directory(path: directory.path(name))
      return try await DirectoryWatch.wait(in: files) {
        let names = try Self.names(in: files)
        guard names.count >= count else { return nil }
        return try names.map { name in
          let bytes = try files.read(name, upTo: 1 << 16)
          return try #require(try JSONParser.parse(bytes).object)
        }
      }
    }

    static func names(in files: Directory) throws -> [FileName] {
      var listing = try files.listing()
      var names: [FileName] = []
      while let entry = try listing.next() {
        if !entry.name.hasPrefix(".") { names.append(entry.name) }
      }
      return names.sorted()
    }
  }

  private func words(_ reports: [JSONObject]) -> [String] {
    reports.map { "\($0["key"]?.string ?? "") \($0["state"]?.string ?? "")" }
  }

  @Test("an account that pauses is raised, and cleared when it sends again, to both places")
  func paused() async throws {
    let desk = try Desk()
    let simulator = try await FlowrouteSimulator.start()
    await simulator.insertFault(FaultRule(Fault(.status(401)), method: "POST", times: 1))
    let fixture = try DaemonFixture(
      port: simulator.port,
      members: desk.members(),
      probeSeconds: 0.2
    )
    let daemon = try await fixture.start()
    try fixture.submit("a")
    _ = try await fixture.result("a", is: "sent")
    for place in ["command", "files"] {
      let reports = try await desk.reports(2, in: place)
      #expect(words(reports) == ["account_paused/main raised", "account_paused/main cleared"])
      #expect(reports.map { $0["code"]?.string } == ["unauthorized", "unauthorized"])
      #expect(reports[0]["severity"]?.string == "critical")
      #expect(reports[0]["id"] == reports[1]["id"])
      #expect(reports[0]["hint"]?.string?.contains("key") == true)
      for report in reports {
        #expect(try JSONSchema("alarm.schema.json").faults(of: .object(report)) == [])
      }
    }
    await daemon.drain()
    await simulator.stop()
    let raised = try #require(fixture.log.first { $0.contains("alarm raised") })
    #expect(raised.contains("key=account_paused/main severity=critical code=unauthorized"))
    #expect(fixture.log.contains { $0.contains("alarm cleared") })
    #expect(!fixture.log.contains { $0.contains("alarm undelivered") })
  }

  @Test("a restart does not raise it again; what ended meanwhile is cleared under its id")
  func restart() async throws {
    let desk = try Desk()
    let simulator = try await FlowrouteSimulator.start()
    await simulator.insertFault(FaultRule(Fault(.status(401)), method: "POST"))
    let fixture = try DaemonFixture(port: simulator.port, members: desk.members())
    let first = try await fixture.start()
    try fixture.submit("a")
    _ = try await desk.reports(1, in: "files")
    _ = try await desk.reports(1, in: "command")
    // Both have arrived; the note says so soon after.
    try await note(in: first) { $0.contains(#""delivered":true"#) }
    await first.drain()

    let second = try await fixture.start()
    _ = try await fixture.result("a") { $0["error"]?.object?["code"]?.string == "unauthorized" }
    #expect(
      try await second.storage.ledger.notes().keys.filter { $0.hasPrefix("alarm/") }.count == 1
    )
    await second.drain()
    #expect(words(try await desk.reports(1, in: "files")) == ["account_paused/main raised"])
    await simulator.stop()
  }

  /// Waits until the note of an alarm meets a condition.
  private func note(in daemon: Daemon, _ isReached: (String) -> Bool) async throws {
    while true {
      let notes = try await daemon.storage.ledger.notes()
      if notes.contains(where: { $0.key.hasPrefix("alarm/") && isReached($0.value) }) { return }
      await Task.yield()
    }
  }

  @Test("a ledger that takes nothing is an alarm all the same")
  func ledger() async throws {
    let desk = try Desk()
    let fixture = try DaemonFixture(port: 9, members: desk.members())
    let daemon = try await fixture.start()
    let storage = Composition.ledger(in: fixture.directory.path("state"))
    await daemon.storage.ledger.markDamaged(storage.damage("table job: a page is torn"))
    let reports = try await desk.reports(1, in: "command")
    #expect(words(reports) == ["ledger raised"])
    #expect(reports[0]["code"]?.string == "corrupt")
    #expect(reports[0]["message"]?.string?.contains("a page is torn") == true)
    await daemon.drain()
  }

  @Test("a reload that adds alarms finds what goes on, and one that removes them ends them")
  func reload() async throws {
    let desk = try Desk()
    let simulator = try await FlowrouteSimulator.start()
    await simulator.insertFault(FaultRule(Fault(.status(401)), method: "POST"))
    let fixture = try DaemonFixture(port: simulator.port)
    let daemon = try await fixture.start()
    try fixture.submit("a")
    _ = try await fixture.result("a") { $0["error"]?.object?["code"]?.string == "unauthorized" }
    try fixture.configure(members: desk.members())
    await daemon.reload()
    #expect(words(try await desk.reports(1, in: "files")) == ["account_paused/main raised"])
    try fixture.configure()
    await daemon.reload()
    #expect(await daemon.reporting.alarms.test().deliveries.isEmpty)
    await daemon.drain()
    await simulator.stop()
  }

  @Test("a test is delivered at once, raised and cleared, and says what became of it")
  func test() async throws {
    let desk = try Desk()
    let fixture = try DaemonFixture(port: 9, members: desk.members())
    let daemon = try await fixture.start()
    let test = await daemon.reporting.alarms.test()
    #expect(
      test.deliveries.map { "\($0.by) \($0.state.rawValue)" } == [
        "command raised", "directory raised", "command cleared", "directory cleared",
      ]
    )
    let bad = test.deliveries.filter { !$0.outcome.isGood }
    #expect(bad.isEmpty)
    #expect(words(try await desk.reports(2, in: "command")) == ["test raised", "test cleared"])
    #expect(test.json["good"]?.bool == true)
    await daemon.drain()
  }

  @Test("a stop does not wait for a command that hangs, and ends it")
  func stop() async throws {
    let desk = try Desk()
    _ = try AlarmSample.script(
      "trap '' TERM; echo $$ >\"$1/pid\"; while :; do sleep 1000; done",
      in: desk.directory
    )
    let fixture = try DaemonFixture(port: 9, members: desk.members())
    let daemon = try await fixture.start()
    let test = Task { await daemon.reporting.alarms.test() }
    let files = try Directory(path: desk.directory.path("command"))
    let bytes = try await DirectoryWatch.wait(in: files) { () -> [UInt8]? in
      let bytes = try? files.read("pid", upTo: 20)
      return bytes?.isEmpty == false ? bytes : nil
    }
    let process = try #require(Int32(String(decoding: bytes.dropLast(), as: UTF8.self)))
    await daemon.drain()
    while ProcessStatus(of: process) != nil { await Task.yield() }
    _ = await test.value
  }
}
