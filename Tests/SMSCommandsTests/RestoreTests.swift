import FlowrouteSimulator
import SMSCommands
import SMSDaemon
import SMSJSON
import SMSSystem
import TestSupport
import Testing

/// Backup, restore and reconciliation as an operator goes through them.
@Suite("A backup", .serialized, .timeLimit(.minutes(10)), .throttled)
struct RestoreTests {
  private static let looks = "uncertain: { looks_after_seconds: [0.05] },"

  private let simulator: FlowrouteSimulator
  private let fixture: CommandFixture

  init() async throws {
    simulator = try await FlowrouteSimulator.start()
    fixture = try CommandFixture(port: simulator.port, members: Self.looks)
  }

  private var backup: String { fixture.directory.path("backup") }
  private var state: String { fixture.directory.path("state") }

  /// Runs a daemon for as long as something is done; its lock goes with it.
  private func serving(_ body: () async throws -> Void) async throws {
    let daemon = try await fixture.serve()
    try await body()
    await daemon.drain()
  }

  /// A message that was sent, and the backup of a daemon that has stopped since.
  private func stoppedBackup() async throws {
    try await serving {
      await submit("a")
      await sent("a")
    }
    let made = await fixture.run("backup", backup)
    #expect(made.exit == .done, "\(made.error)")
  }

  private func submit(_ id: String, to: String = "2065550142", body: String? = nil) async {
    let body = body ?? "Text of \(id)"
    #expect(await fixture.run("submit", "--to", to, "--body", body, "--id", id).exit == .done)
  }

  private func sent(_ id: String) async {
    #expect(await fixture.run("wait", id, "--timeout", "60").exit == .done, "\(id)")
  }

  /// A backup with messages that wait, all of them sent afterwards.
  private func history(_ ids: [String], results: Bool) async throws {
    let daemon = try await fixture.serve()
    #expect(await fixture.run("hold", "--all").exit == .done)
    for id in ids { await submit(id) }
    try await untilWaiting(ids.count)
    let made = await fixture.run("backup", backup)
    #expect(made.exit == .done, "\(made.error)")
    #expect(made.output.contains("the ledger with secret.key"))
    #expect(await fixture.run("release", "--all").exit == .done)
    for id in ids { await sent(id) }
    await submit("after")
    await sent("after")
    await daemon.drain()
    guard !results else { return }
    let directory = try Directory(path: fixture.spool + "/results")
    for id in ids { try directory.unlink(try #require(FileName("\(id).json"))) }
  }

  private func untilWaiting(_ count: Int) async throws {
    let incoming = try Directory(path: fixture.spool + "/incoming")
    let taken = try Directory(path: fixture.spool + "/.taken")
    // A file leaves .taken/ when its request is in the ledger.
    _ = try await DirectoryWatch.wait(in: taken) {
      try Self.isEmpty(incoming) && Self.isEmpty(taken) ? true : nil
    }
    let status = await fixture.run("status", "--json")
    let json = try #require(try JSONParser.parse(Array(status.output.utf8)).object)
    #expect(json["spools"]?.object?["default"]?.object?["queued"]?.number?.int64 == Int64(count))
  }

  private static func isEmpty(_ directory: Directory) throws -> Bool {
    var listing = try directory.listing()
    return try listing.next() == nil
  }

  private func report(_ run: CommandFixture.Run) throws -> JSONObject {
    try #require(try JSONParser.parse(Array(run.output.utf8)).object)
  }

  @Test("restored and reconciled sends nothing twice, and heeds a STOP", arguments: [true, false])
  func reconciled(results: Bool) async throws {
    let ids = (1...30).map { "m\($0)" }
    try await history(ids, results: results)
    _ = await simulator.receive(HandsetReply(from: "12065550177", to: "12065550101", body: "STOP"))
    let count = await simulator.messages.count
    #expect(count == 31)

    let restored = await fixture.run("restore", backup, "--yes")
    #expect(restored.exit == .done, "\(restored.error)")
    let daemon = try await fixture.serve()
    // Nothing of before the release is taken or published.
    await submit("after")
    await submit("stopped", to: "2065550177")

    let early = await fixture.run("release", "--all")
    #expect(early.exit == .endedOtherwise)
    #expect(early.error.contains("reconcile"))
    let status = await fixture.run("status")
    #expect(status.output.contains("restored  ledger"))
    #expect(await fixture.run("show", "m1").output.contains("reconcile"))

    let run = await fixture.run("reconcile", "--json")
    #expect(run.exit == .done, "\(run.output) \(run.error)")
    let report = try report(run)
    let found = report[results ? "settled_by_result" : "found_in_list"]
    #expect(found?.number?.int64 == 30, "\(run.output)")
    #expect(report["ids_taken"]?.number?.int64 == 1)
    #expect(report["waiting"]?.number?.int64 == 0)
    #expect(report["opt_outs"]?.number?.int64 == 1)
    let again = try self.report(await fixture.run("reconcile", "--json"))
    #expect(again["found_in_list"]?.number?.int64 == 0 && again["waiting"]?.number?.int64 == 0)

    #expect(await fixture.run("release", "--all").exit == .done)
    for id in ids { await sent(id) }
    // The same request again is no second message, and the person who texted STOP gets none.
    let stopped = await fixture.run("wait", "stopped", "--timeout", "60")
    #expect(stopped.output.contains("recipient_opted_out"), "\(stopped.output)")
    await submit("fresh")
    await sent("fresh")
    await daemon.drain()
    #expect(await simulator.messages.count == count + 1)
    #expect(await fixture.run("list", "--status", "sent", "--json").lines.count == 32)
    await simulator.stop()
  }

  @Test("what was not sent since the backup goes out after the release, once")
  func unsent() async throws {
    try await serving {
      _ = await fixture.run("hold", "--all")
      for id in ["a", "b"] { await submit(id, body: "same") }
      try await untilWaiting(2)
      #expect(await fixture.run("backup", backup).exit == .done)
    }
    #expect(await fixture.run("restore", backup, "--yes").exit == .done)
    try await serving {
      let run = await fixture.run("reconcile")
      #expect(run.exit == .done && run.output.contains("2 wait"), "\(run.output) \(run.error)")
      #expect(await fixture.run("release", "--all").exit == .done)
      for id in ["a", "b"] { await sent(id) }
    }
    #expect(await simulator.messages.count == 2)
    await simulator.stop()
  }

  @Test("a list that cannot be read leaves it unreconciled, and --yes releases it all the same")
  func unreadable() async throws {
    try await history(["a"], results: false)
    #expect(await fixture.run("restore", backup, "--yes").exit == .done)
    await simulator.insertFault(FaultRule(Fault(.status(401)), method: "GET"))
    let daemon = try await fixture.serve()
    let run = await fixture.run("reconcile")
    #expect(run.exit == .endedOtherwise)
    #expect(run.output.contains("not read: account main"), "\(run.output)")
    #expect(await fixture.run("release", "--all").exit == .endedOtherwise)
    #expect(await fixture.run("release", "--all", "--yes").exit == .done)
    await daemon.drain()
    await simulator.stop()
  }

  @Test("of a stopped daemon is made without it, and restored into an empty place")
  func offline() async throws {
    try await stoppedBackup()
    let holder = try fixture.directory.directory.status("backup")
    #expect(holder.mode == 0o600 && holder.user == UserAccount.effectiveUser)
    let directory = try Directory(path: state)
    let key = try directory.read("secret.key", upTo: 100)
    for name: FileName in ["ledger.sqlite", "secret.key"] { try directory.unlink(name) }
    let restored = await fixture.run("restore", backup, "--json")
    #expect(restored.exit == .done, "\(restored.error)")
    #expect(try directory.read("secret.key", upTo: 100) == key)
    #expect(try !directory.contains("restoring") && !directory.contains("restore.part"))
    try await serving {
      #expect(await fixture.run("doctor").output.contains("restored from a backup"))
    }
    await simulator.stop()
  }

  @Test("refuses what it should refuse, and changes nothing")
  func refused() async throws {
    try await stoppedBackup()
    try await serving {
      let twice = await fixture.run("backup", backup)
      #expect(twice.exit == .cannotCreate && twice.error.contains("--force"))
      #expect(await fixture.run("backup", backup, "--force").exit == .done)
      #expect(await fixture.run("backup", fixture.spool).exit == .cannotCreate)
      #expect(await fixture.run("backup", "/none/such/place").exit == .cannotCreate)
      let running = await fixture.run("restore", backup, "--yes")
      #expect(running.exit == .tryAgain, "\(running.error)")
    }
    let before = try Directory(path: state).read("ledger.sqlite", upTo: 1 << 30)
    let inPlace = await fixture.run("restore", backup)
    #expect(inPlace.exit == .cannotCreate && inPlace.error.contains("--yes"))
    for path in [fixture.spool, "/dev/null", fixture.configuration, "\(state)/ledger.sqlite"] {
      let run = await fixture.run("restore", path, "--yes")
      #expect(run.exit == .endedOtherwise, "\(path): \(run.error)")
    }
    let bytes = try fixture.directory.directory.read("backup", upTo: 1 << 30)
    try fixture.directory.directory.writeReplacing(
      "cut",
      Array(bytes.prefix(9_000)),
      durable: false
    )
    let cut = await fixture.run("restore", fixture.directory.path("cut"), "--yes")
    #expect(cut.exit == .endedOtherwise && cut.error.contains("damaged"), "\(cut.error)")
    #expect(try Directory(path: state).read("ledger.sqlite", upTo: 1 << 30) == before)
    try await serving {
      #expect(await fixture.run("status").output.contains("restored") == false)
    }
    await simulator.stop()
  }

  @Test("a restore that was cut short keeps the daemon from starting until it is repeated")
  func interrupted() async throws {
    try await stoppedBackup()
    try Directory(path: state).writeReplacing("restoring", [], durable: false)
    await #expect(throws: StartError.self) { _ = try await fixture.serve() }
    #expect(await fixture.run("restore", backup).exit == .done)
    try await serving {}
    await simulator.stop()
  }
}
