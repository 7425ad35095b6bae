import FlowrouteSimulator
import SMSSandbox
import SMSSystem
import TestSupport
import Testing

@Suite(
  "Disks that fail at the start",
  .timeLimit(.minutes(10)),
  .enabled(if: SlowTests.areWanted, Privileges.slow),
  .enabled(Privileges.missing) { await Privileges.areThere() }
)
struct StartFaultTests {
  /// Without openat: the loader makes it too, long before there is a program.
  private static let calls =
    "mkdirat,pwrite64,fsync,fdatasync,renameat,renameat2,linkat,fchmod,fchown,unlinkat,syncfs"

  @Test(
    "A start with one call that fails works or is refused with a reason, and the next one works",
    arguments: ["EIO", "ENOSPC"]
  )
  func oneCall(error: String) async throws {
    let simulator = try await FlowrouteSimulator.start()
    // Each thread counts its calls; the main one makes most of these.
    for number in stride(from: 1, through: 70, by: 5) {
      let fixture = try FaultFixture(port: simulator.port)
      let ids = ["job-\(error)-\(number)"]
      try fixture.submit(ids)
      let inject = "inject=\(Self.calls):error=\(error):when=\(number)"
      let tracer = ["strace", "-D", "-f", "-o", "/dev/null", "-e", inject]
      let first = try fixture.start(after: tracer)
      let line = try await first.logged("ready", "smsdispatch serve:")
      if line.contains("ready") { try first.process.send(.kill) }
      let status = try await first.process.wait()
      if !line.contains("ready") {
        #expect(
          [.exited(70), .exited(73), .exited(77), .exited(78)].contains(status),
          "\(line) \(status)"
        )
      }
      let second = try await fixture.serve()
      try await fixture.wait(for: ids, toBe: "sent")
      try await fixture.expectOnce(ids, at: simulator)
      try await second.stop()
    }
    await simulator.stop()
  }

  @Test(
    "A state directory on a disk that is full refuses the start, and works when there is room",
    arguments: [4, 8, 12, 16, 24, 32, 40, 64, 100]
  )
  func fullDisk(kilobytes: Int) async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try FaultFixture(port: simulator.port)
    try fixture.submit(["a"])
    let state = fixture.directory.path("state")
    try await Shell.run("mkdir -m 700 \"$1\"", state)
    let script = """
      state=$1; shift
      mount -t tmpfs -o size=\(kilobytes)k,mode=700 none "$state"
      timeout 2 "$@" 2>\(fixture.directory.path("first.err")) || true
      mount -o remount,size=16m "$state"
      exec "$@"
      """
    let daemon = try await fixture.serve(
      after: ["unshare", "--mount", "sh", "-ec", script, "sh", state]
    )
    try await fixture.wait(for: ["a"], toBe: "sent")
    try await fixture.expectOnce(["a"], at: simulator)
    try await daemon.stop()
    await simulator.stop()
  }
}
