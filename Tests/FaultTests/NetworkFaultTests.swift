import FlowrouteSimulator
import SMSSandbox
import SMSSystem
import TestSupport
import Testing

@Suite(
  "Networks that fail the daemon",
  .timeLimit(.minutes(10)),
  .enabled(if: SlowTests.areWanted, Privileges.slow),
  .enabled(Privileges.missing) { await Privileges.areThere() }
)
struct NetworkFaultTests {
  private static let ids = (1...10).map { "job-\($0)" }

  /// In front of a command: a file of the system that only it sees so.
  private func replacing(_ file: String, by own: String) -> [String] {
    let script = "mount --bind \"$1\" \"$2\"; shift 2; exec \"$@\""
    return ["unshare", "--mount", "sh", "-ec", script, "sh", own, file]
  }

  @Test("A name server that never answers fails its own account in time, and no other")
  func nameServer() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let hole = try SilentNameServer()
    let fixture = try FaultFixture(
      port: simulator.port,
      accounts: """
        hole: { base_url: "https://api.flowroute.example", numbers: ["12065550102"],
                access_key_file: "/etc/hostname", secret_key_file: "/etc/hostname",
                timeout_seconds: 2 },
        """
    )
    try fixture.write("resolv.conf", "nameserver \(hole.address)\n")
    let daemon = try await fixture.serve(
      after: replacing("/etc/resolv.conf", by: fixture.directory.path("resolv.conf"))
    )
    try fixture.submit(["lost"], from: "12065550102")
    try await hole.asked()
    try fixture.submit(Self.ids)
    try await fixture.wait(for: Self.ids, toBe: "sent")
    let line = try await daemon.logged("deferred spool=default id=lost")
    #expect(line.contains("name_resolution_failed"), "\(line)")
    try await fixture.expectOnce(Self.ids, at: simulator)
    try await daemon.stop()
    await simulator.stop()
  }

  @Test("An IPv6 address whose packets are dropped does not keep IPv4 from being used")
  func deadIPv6() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let dead = try FullBacklog(version6: true, port: simulator.port)
    let fixture = try FaultFixture(port: simulator.port)
    try fixture.configure(base: "http://localhost:\(simulator.port)", rate: 500)
    try fixture.write("hosts", "::1 localhost\n127.0.0.1 localhost\n")
    let daemon = try await fixture.serve(
      after: replacing("/etc/hosts", by: fixture.directory.path("hosts"))
    )
    try fixture.submit(Self.ids)
    try await fixture.wait(for: Self.ids, toBe: "sent")
    try await fixture.expectOnce(Self.ids, at: simulator)
    try await daemon.stop()
    withExtendedLifetime(dead) {}
    await simulator.stop()
  }

  @Test(
    "Without a socket, a local port or a way nothing leaves, and all goes out when there is one",
    arguments: [
      "connect:error=EADDRNOTAVAIL", "connect:error=ENETUNREACH", "connect:error=EHOSTUNREACH",
      "connect:error=EADDRINUSE", "connect:error=ENOBUFS", "socket:error=EMFILE",
      "socket:error=ENOBUFS",
    ]
  )
  func noPorts(injection: String) async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try FaultFixture(port: simulator.port)
    let daemon = try await fixture.serve()
    let faults = try await SystemCallFaults(injection, into: daemon.identifier)
    try fixture.submit(Self.ids)
    let line = try await daemon.logged("deferred")
    #expect(line.contains("connection_failed"), "\(line)")
    #expect(await simulator.messages.isEmpty)
    try await faults.end()
    try await fixture.wait(for: Self.ids, toBe: "sent")
    try await fixture.expectOnce(Self.ids, at: simulator)
    try await daemon.stop()
    await simulator.stop()
  }
}
