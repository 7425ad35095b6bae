import FlowrouteSimulator
import SMSSandbox
import SMSSpool
import SMSSystem
import TestSupport
import Testing

@Suite(
  "Backup and restore, killed",
  .timeLimit(.minutes(10)),
  .enabled(if: SlowTests.areWanted, Privileges.slow),
  .enabled(Privileges.missing) { await Privileges.areThere() }
)
struct RestoreFaultTests {
  /// What changes names, and makes it last.
  private static let calls = "renameat,renameat2,linkat,unlinkat,fsync,fchown"

  private let simulator: FlowrouteSimulator
  private let fixture: FaultFixture

  init() async throws {
    simulator = try await FlowrouteSimulator.start()
    fixture = try FaultFixture(port: simulator.port)
  }

  private var backup: String { fixture.directory.path("backup") }

  /// Runs the program to its end.
  private func run(
    _ words: String...,
    after prefix: [String] = []
  ) async throws -> SMSSystem.ExitStatus {
    var command = try fixture.command(words, after: prefix)
    command.output = .null
    command.error = .null
    return try await ChildProcess(command).wait()
  }

  private static func killing(at number: Int) -> [String] {
    let inject = "inject=\(calls):signal=KILL:when=\(number)"
    return ["strace", "-f", "-o", "/dev/null", "-e", "trace=\(calls)", "-e", inject]
  }

  /// Has messages sent by a daemon that then stops.
  private func send(_ ids: [String]) async throws {
    let daemon = try await fixture.serve()
    try fixture.submit(ids)
    try await fixture.wait(for: ids, toBe: "sent")
    try await daemon.stop()
  }

  /// Lets a restored ledger go on; what was sent since the backup is not sent again.
  private func goOn(_ ids: [String]) async throws {
    let daemon = try await fixture.serve()
    #expect(try await run("reconcile") == .exited(0))
    #expect(try await run("release", "--all") == .exited(0))
    try await fixture.wait(for: ids, toBe: "sent")
    try await daemon.stop()
    try await fixture.expectOnce(ids, at: simulator)
    await simulator.stop()
  }

  @Test("a backup that is killed at any step leaves nothing, or the whole of it")
  func backups() async throws {
    try await send(["a"])
    for number in 1...40 {
      let status = try await run("backup", backup, after: Self.killing(at: number))
      let isThere = try fixture.directory.directory.contains("backup")
      #expect(status == .exited(0) ? isThere : true)
      if isThere {
        #expect(try await run("restore", backup, "--yes") == .exited(0), "call \(number)")
        try fixture.directory.directory.unlink("backup")
      }
      if status == .exited(0) { break }
      #expect(number < 40)
    }
    #expect(try await run("backup", backup) == .exited(0))
    var listing = try Directory(path: fixture.directory.path("state")).listing()
    while let entry = try listing.next() { #expect(!entry.name.hasSuffix(".part")) }
    try await goOn(["a"])
  }

  @Test("a restore that is killed at any step can be repeated, and no daemon runs on half of one")
  func restores() async throws {
    try await send(["a"])
    #expect(try await run("backup", backup) == .exited(0))
    try await send(["b"])
    let state = try Directory(path: fixture.directory.path("state"))
    for number in 1...40 {
      let killed = try await run("restore", backup, "--yes", after: Self.killing(at: number))
      if killed == .exited(0) { break }
      #expect(number < 40)
      if try state.contains("restoring") {
        #expect(try await run("serve") == .exited(78), "call \(number)")
      } else {
        #expect(try await run("list") == .exited(0), "call \(number)")
      }
    }
    try await goOn(["a", "b"])
  }

  @Test("a daemon that is killed while it reconciles does so again, and sends nothing twice")
  func reconciliation() async throws {
    let ids = (0..<20).map { "m\($0)" }
    var daemon = try await fixture.serve()
    #expect(try await run("hold", "--all") == .exited(0))
    try fixture.submit(ids)
    try await untilTaken("spool")
    #expect(try await run("backup", backup) == .exited(0))
    #expect(try await run("release", "--all") == .exited(0))
    try await fixture.wait(for: ids, toBe: "sent")
    try await daemon.stop()
    let results = try Directory(path: fixture.layout.path(of: .results))
    for id in ids.prefix(10) { try results.unlink(try #require(FileName("\(id).json"))) }
    #expect(try await run("restore", backup, "--yes") == .exited(0))
    // It looks into the list a second after the restore at the earliest.
    daemon = try await fixture.serve()
    let operators = try Directory(path: fixture.directory.path("state/operator/incoming"))
    try operators.writeReplacing(
      "r.json",
      Array(#"{"id": "r", "kind": "reconcile"}"#.utf8),
      durable: false
    )
    try await untilTaken("state/operator")
    try daemon.process.send(.kill)
    _ = try await daemon.process.wait()
    try await goOn(ids)
  }

  /// Waits until a spool's requests are in the ledger.
  private func untilTaken(_ spool: String) async throws {
    let incoming = try Directory(path: fixture.directory.path("\(spool)/incoming"))
    let taken = try Directory(path: fixture.directory.path("\(spool)/.taken"))
    _ = try await DirectoryWatch.wait(in: taken) {
      try Self.isEmpty(incoming) && Self.isEmpty(taken) ? true : nil
    }
  }

  private static func isEmpty(_ directory: Directory) throws -> Bool {
    var listing = try directory.listing()
    return try listing.next() == nil
  }
}
