import FlowrouteSimulator
import SMSJSON
import SMSSandbox
import SMSSpool
import SMSSystem
import TestSupport
import Testing

@Suite(
  "File systems that are full or read-only",
  .timeLimit(.minutes(10)),
  .enabled(if: SlowTests.areWanted, Privileges.slow),
  .enabled(Privileges.missing) { await Privileges.areThere() }
)
struct MountedFaultTests {
  private static let ids = (1...30).map { "job-\($0)" }

  /// In front of a command: a mount that only it sees.
  private func mounting(_ command: String, _ words: String...) -> [String] {
    ["unshare", "--mount", "sh", "-ec", "\(command); shift \(words.count); exec \"$@\"", "sh"]
      + words
  }

  @Test("Results that do not fit are kept, and written when there is room")
  func fullResults() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try FaultFixture(port: simulator.port)
    let results = fixture.layout.path(of: .results)
    // Three files of a page each fit.
    let daemon = try await fixture.serve(
      after: mounting("mount -t tmpfs -o size=12k,mode=2750 none \"$1\"", results)
    )
    try fixture.submit(Self.ids)
    try await daemon.logged("publish failed")
    try await fixture.wait(until: { $0.messages == Self.ids.count }, at: simulator)
    let seen = "/proc/\(daemon.identifier)/root\(results)"
    let held = try Directory(path: seen)
    for id in Self.ids {
      // What is there is whole.
      let result = try FaultFixture.result(id, in: held)
      #expect(result == nil || result?["id"]?.string == id)
    }
    try await Shell.run(
      "nsenter --mount --target $1 mount -o remount,size=1m \"$2\"",
      "\(daemon.identifier)",
      results
    )
    try await fixture.wait(for: Self.ids, toBe: "sent", at: seen)
    try await fixture.expectOnce(Self.ids, at: simulator)
    try await daemon.stop()
    await simulator.stop()
  }

  @Test("A ledger on a full disk takes no request and sends nothing, until there is room")
  func fullLedger() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try FaultFixture(port: simulator.port)
    let state = fixture.directory.path("state")
    try await Shell.run("mkdir -m 700 \"$1\"", state)
    let daemon = try await fixture.serve(
      after: mounting("mount -t tmpfs -o size=2m,mode=700 none \"$1\"", state)
    )
    // Writes of the ledger come out short, and then not at all.
    let seen = "/proc/\(daemon.identifier)/root\(state)"
    try await Shell.run("head -c 4m /dev/zero >\"$1/filler\" || true", seen)
    try fixture.submit(Self.ids)
    try await daemon.logged("intake paused")
    #expect(await simulator.messages.isEmpty)
    try await Shell.run("rm \"$1/filler\"", seen)
    try await fixture.wait(for: Self.ids, toBe: "sent")
    try await fixture.expectOnce(Self.ids, at: simulator)
    try await daemon.stop()
    await simulator.stop()
  }

  @Test(
    "A directory on a mount of its own is named at the start, and nothing is taken or refused",
    arguments: ["incoming", "rejected"]
  )
  func ownMount(_ name: String) async throws {
    let fixture = try FaultFixture(port: 9)
    let path = fixture.directory.path("spool/\(name)")
    let daemon = try await fixture.serve(after: mounting("mount --bind \"$1\" \"$1\"", path))
    try await daemon.logged("intake paused")
    #expect(daemon.log.text.contains("\(path) is a mount of its own"))
    let seen = "/proc/\(daemon.identifier)/root\(fixture.directory.path("spool"))"
    let incoming = try Directory(path: seen + "/incoming")
    try incoming.writeReplacing("bad.json", Array("{}".utf8), durable: false)
    let program = try CurrentProcess.program(beside: "smsdispatch")
    let doctor = "nsenter --mount --target $1 \"$2\" doctor --config \"$3\" >\"$4\" || true"
    let report = fixture.directory.path("report")
    try await Shell.run(
      doctor,
      "\(daemon.identifier)",
      program,
      fixture.configurationPath,
      report
    )
    let bytes = try fixture.directory.directory.read("report", upTo: 1 << 16)
    let said = String(decoding: bytes, as: UTF8.self).split { $0.isWhitespace }
    #expect(said.joined(separator: " ").contains("\(path) is a mount of its own"), "\(said)")
    var rejected = try Directory(path: seen + "/rejected").listing()
    #expect(try rejected.next() == nil)
    try await daemon.stop()
  }

  @Test("A state directory that is read-only keeps the daemon from starting, and says so")
  func readOnlyState() async throws {
    let fixture = try FaultFixture(port: 9)
    let first = try await fixture.serve()
    try await first.stop()
    let state = fixture.directory.path("state")
    let mount = mounting("mount --bind \"$1\" \"$1\"; mount -o remount,bind,ro \"$1\"", state)
    var command = try fixture.command(["serve"], after: mount + ["timeout", "20"])
    command.error = .file(fixture.directory.path("refused.err"))
    let status = try await ChildProcess(command).wait()
    let said = String(
      decoding: try fixture.directory.directory.read("refused.err", upTo: 1 << 16),
      as: UTF8.self
    )
    #expect([.exited(73), .exited(77)].contains(status), "\(status) \(said)")
    #expect(said.contains(state) && said.contains("doctor"), "\(said)")
    let next = try await fixture.serve()
    try await next.stop()
  }
}
