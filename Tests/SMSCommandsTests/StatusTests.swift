import FlowrouteSimulator
import SMSCore
import SMSDaemon
import SMSJSON
import SMSSpool
import SMSSystem
import TestSupport
import Testing

@testable import SMSCommands
@testable import SMSSystem

@Suite(
  "status and doctor say what the daemon does",
  .serialized,
  .timeLimit(.minutes(10)),
  .throttled
)
struct StatusTests {
  private static let now = WallTime(milliseconds: 1_795_420_800_000)

  private static func state(_ phase: DaemonState.Phase, name: String? = nil) -> DaemonState {
    DaemonState(
      daemon: ProcessIdentity(process: 42, startTicks: 4711, boot: "boot", name: name),
      version: "1",
      startedAt: now,
      configurationPath: "/c",
      phase: phase
    )
  }

  private static func process(ticks: Int = 4711, isStopped: Bool = false) -> ProcessStatus? {
    ProcessStatus(
      line: "42 (smsdispatch) \(isStopped ? "T" : "S") 1 7 7 0 -1 0 0 0 0 0 0 0 0 0 20 0 9 0 "
        + "\(ticks) 0 0"
    )
  }

  @Test("A daemon is known by its process, its start and its boot, and by whether it is stopped")
  func presence() {
    func look(
      _ state: DaemonState?,
      _ process: ProcessStatus?,
      boot: String = "boot"
    ) -> DaemonLook.Presence {
      DaemonLook(holder: 42, state: state, process: process, boot: boot).presence
    }
    #expect(look(Self.state(.running), Self.process()) == .running(pid: 42))
    #expect(look(Self.state(.starting), Self.process()) == .starting(pid: 42))
    #expect(look(Self.state(.draining), Self.process()) == .draining(pid: 42))
    #expect(look(Self.state(.running), Self.process(isStopped: true)) == .suspended(pid: 42))
    #expect(look(Self.state(.stopped), Self.process()) == .stopped)
    #expect(look(Self.state(.running), nil) == .gone(pid: 42))
    // Another process, or another boot, with the same number.
    #expect(look(Self.state(.running), Self.process(ticks: 4712)) == .gone(pid: 42))
    #expect(look(Self.state(.running), Self.process(), boot: "next") == .gone(pid: 42))
    // In a container the daemon may see another boot id than the command.
    let named = Self.state(.running, name: "smsdispatch")
    #expect(look(named, Self.process(), boot: "container") == .running(pid: 42))
    #expect(look(named, Self.process(ticks: 4712), boot: "container") == .gone(pid: 42))
    let other = Self.state(.running, name: "other")
    #expect(look(other, Self.process(), boot: "container") == .gone(pid: 42))
    // The lock of a version that wrote no state.
    #expect(look(nil, Self.process()) == .running(pid: 42))
    #expect(look(nil, nil) == .stopped)
    #expect(
      DaemonLook(holder: nil, state: nil, process: nil, boot: "b").presence == .neverStarted
    )
  }

  @Test("While the ledger fails no spool is shown as taking, and no account as running")
  func ledgerFails() throws {
    let fixture = try CommandFixture()
    let configuration = try Configuration.load(path: fixture.configuration)
    var state = Self.state(.running)
    state.ledgerFailure = DaemonState.LedgerFailure(
      since: Self.now,
      error: "commit ledger.sqlite: the disk is full",
      hint: "Free space."
    )
    let look = DaemonLook(holder: 42, state: state, process: Self.process(), boot: "boot")
    let note = "{\"state\": \"taking\", \"since\": \"2026-11-23T08:00:00.000Z\"}"
    let summary = LedgerSummary(
      totals: [],
      waiting: [],
      holds: [:],
      notes: ["spool/default": note, "account/main": note]
    )
    let view = StatusView(
      summary,
      configuration,
      look,
      now: Self.now.advanced(by: Interval(seconds: 90))
    )
    let text = StatusScreen(view, width: 120).lines.map(\.text).joined(separator: "\n")
    #expect(
      text.contains(
        "failing   ledger for 1 min: commit ledger.sqlite: the disk is full; nothing is sent"
      )
    )
    #expect(text.contains("Free space."))
    #expect(text.contains("paused") && text.contains("waiting"))
    #expect(!text.contains("taking") && !text.contains("running,  "))
    let daemon = view.json["daemon"]?.object
    #expect(daemon?["ledger"]?.object?["state"]?.string == "failing")
    #expect(daemon?["pid"]?.number?.int64 == 42)
  }

  @Test("Files that no intake takes are counted, and doctor names them")
  func strayFiles() async throws {
    let fixture = try CommandFixture()
    let configuration = try Configuration.load(path: fixture.configuration)
    let look = DaemonLook(
      holder: 42,
      state: Self.state(.running),
      process: Self.process(),
      boot: "boot"
    )
    let note = """
      {"state": "taking", "since": "2026-11-23T08:00:00.000Z", "stray_files": 2, "scanned": true}
      """
    let summary = LedgerSummary(totals: [], waiting: [], holds: [:], notes: ["spool/default": note])
    let view = StatusView(summary, configuration, look, now: Self.now)
    let text = StatusScreen(view, width: 1000).lines.map(\.text).joined(separator: "\n")
    #expect(text.contains("ignored   2 files in incoming/ of spool default: the name"))
    #expect(text.contains("scanned   spool default: the kernel reports no new files"))
    let intake = view.json["spools"]?.object?["default"]?.object?["intake"]?.object
    #expect(intake?["stray_files"] == 2)

    let incoming = try Directory(path: fixture.spool + "/incoming")
    try incoming.writeReplacing("order.txt", [], durable: false)
    let layout = try #require(configuration.layouts["default"])
    var checkup = await DoctorChecks(configuration, path: fixture.configuration, .system())
    #expect(checkup.spools().allSatisfy { !$0.text.contains("order.txt") })
    checkup.now = WallTime(milliseconds: Clocks.wall / 1_000_000 + 61_000)
    #expect(
      checkup.spools().contains {
        $0.text.contains("1 file in incoming/ will not be taken: order.txt")
      }
    )
    #expect(try StrayFiles.find(in: layout, at: checkup.now, limit: 10).count == 1)
  }

  @Test("A pause of an earlier life is over after a restart with good keys")
  func restart() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try CommandFixture(port: simulator.port)
    try fixture.write("secret-key", "another\n")
    let first = try await fixture.serve()
    _ = await fixture.run("submit", "--to", "2065550142", "--body", "Hi", "--id", "one")
    try await fixture.accountCode(is: "unauthorized")
    #expect(await fixture.run("status").output.contains(": unauthorized"))
    await first.drain()
    #expect(await fixture.run("status").output.hasPrefix("Daemon: stopped\n"))

    try fixture.write("secret-key", "\(Credentials.demo.secretKey)\n")
    let second = try await fixture.serve()
    #expect(await fixture.run("wait", "one").exit == .done)
    try await fixture.accountCode(is: nil)
    // It is one of the last errors still.
    let status = await fixture.run("status").output
    #expect(!status.contains("paused") && status.contains("unauthorized"))
    let doctor = await fixture.run("doctor")
    #expect(doctor.exit == .done, "\(doctor.output)")
    await second.drain()
    await simulator.stop()
  }

  @Test("A refused reload is reported until one is accepted")
  func refusedReload() async throws {
    try await LiveFixture.run { live in
      let path: FileName = "config.json5"
      let good = try live.fixture.directory.directory.read(path, upTo: 1 << 16)
      let other = String(decoding: good, as: UTF8.self)
        .replacing(
          live.fixture.directory.path + "/state",
          with: live.fixture.directory.path + "/other"
        )
      try live.fixture.write("config.json5", other)
      await live.daemon.reload()
      try live.fixture.write("config.json5", String(decoding: good, as: UTF8.self))
      #expect(await live.run("status").output.contains("refused   last reload"))
      let doctor = await live.run("doctor")
      #expect(doctor.exit == .configuration)
      await live.daemon.reload()
      #expect(await !live.run("status").output.contains("refused"))
    }
  }
}

extension CommandFixture {
  /// Waits until the note of the account has this code, or none: notes come a commit later.
  fileprivate func accountCode(is code: String?) async throws {
    let configuration = try Configuration.load(path: configuration)
    _ = try await DirectoryWatch.wait(in: Directory(path: directory.path("state"))) {
      let notes = DaemonNotes(try LedgerPlace(configuration).reader().summary().notes)
      return notes.account("main")?.text("code") == code ? true : nil
    }
  }
}
