import FlowrouteSimulator
import SMSJSON
import SMSSandbox
import SMSSystem
import TestSupport
import Testing

@Suite(
  "Disks that fail under the daemon",
  .serialized,
  .timeLimit(.minutes(10)),
  .enabled(if: SlowTests.areWanted, Privileges.slow),
  .enabled(Privileges.missing) { await Privileges.areThere() }
)
struct DiskFaultTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let calls: String
    let error: String
    /// What the log says while it lasts.
    let words: String
    /// Whether messages may go out: everything before the sending has succeeded.
    var maySend = false
    var testDescription: String { "\(calls): \(error)" }
  }

  private static let ids = (1...20).map { "job-\($0)" }

  @Test(
    "Nothing leaves before its commit, the trouble is reported, and all goes out once when it is over",
    arguments: [
      Row(calls: "pwrite64", error: "ENOSPC", words: "intake paused"),
      Row(calls: "pwrite64", error: "EDQUOT", words: "intake paused"),
      Row(calls: "pwrite64", error: "EIO", words: "intake paused"),
      Row(calls: "pwrite64", error: "EROFS", words: "intake paused"),
      Row(calls: "fdatasync", error: "EIO", words: "intake paused"),
      Row(calls: "fdatasync", error: "ENOSPC", words: "intake paused"),
      Row(calls: "renameat2", error: "EIO", words: "intake paused"),
      Row(calls: "renameat2", error: "EROFS", words: "intake paused"),
      Row(calls: "renameat2", error: "ENOSPC", words: "intake paused"),
      Row(calls: "renameat2", error: "EDQUOT", words: "intake paused"),
      Row(calls: "unlinkat", error: "EIO", words: "intake paused", maySend: true),
      Row(calls: "unlinkat", error: "EROFS", words: "intake paused", maySend: true),
      Row(calls: "renameat", error: "EIO", words: "publish failed", maySend: true),
      Row(calls: "renameat", error: "ENOSPC", words: "publish failed", maySend: true),
      Row(calls: "renameat", error: "EDQUOT", words: "publish failed", maySend: true),
      Row(calls: "renameat", error: "EROFS", words: "publish failed", maySend: true),
      Row(calls: "syncfs", error: "EIO", words: "publish failed", maySend: true),
      Row(calls: "openat", error: "EMFILE", words: "intake paused"),
      Row(calls: "openat", error: "ENFILE", words: "intake paused"),
    ]
  )
  func lasting(_ row: Row) async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try FaultFixture(port: simulator.port)
    let daemon = try await fixture.serve()
    let faults = try await SystemCallFaults(
      "\(row.calls):error=\(row.error)",
      into: daemon.identifier
    )
    try fixture.submit(Self.ids)
    let line = try await daemon.logged(row.words)
    #expect(line.contains("hint=") || line.contains("error="), "\(line)")
    if !row.maySend { #expect(await simulator.messages.isEmpty) }
    try await faults.end()
    try await fixture.wait(for: Self.ids, toBe: "sent")
    try await fixture.expectOnce(Self.ids, at: simulator)
    try await daemon.stop()
    await simulator.stop()
  }

  @Test(
    "Faults here and there lose and double nothing",
    arguments: [
      // A commit makes some twenty of these calls: most succeed, some fail at any of them.
      "pwrite64,fdatasync,renameat2,renameat,unlinkat,openat,syncfs:error=EIO:when=31+67",
      "pwrite64,renameat2,renameat,openat:error=ENOSPC:when=23+53",
      "fdatasync:error=EIO:when=2+3",
      "renameat2,renameat,unlinkat,openat,newfstatat,fdatasync:error=EINTR:when=2+3",
    ]
  )
  func scattered(_ injection: String) async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try FaultFixture(port: simulator.port)
    let daemon = try await fixture.serve()
    let faults = try await SystemCallFaults(injection, into: daemon.identifier)
    let ids = (1...60).map { "job-\($0)" }
    for batch in 0..<6 { try fixture.submit(Array(ids[batch * 10..<batch * 10 + 10])) }
    try await fixture.wait(until: { $0.messages >= 10 }, at: simulator)
    try await faults.end()
    try await fixture.wait(for: ids, toBe: "sent")
    try await fixture.expectOnce(ids, at: simulator)
    try await daemon.stop()
    await simulator.stop()
  }

  /// SQLite reports a read that fails with EIO as damage, and the daemon stops sending for good.
  @Test("After reads that failed, a daemon that is started again sends everything once")
  func failedReads() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try FaultFixture(port: simulator.port)
    let daemon = try await fixture.serve()
    let faults = try await SystemCallFaults(
      "pread64:error=EIO:when=9+83",
      into: daemon.identifier
    )
    let ids = (1...60).map { "job-\($0)" }
    for batch in 0..<6 { try fixture.submit(Array(ids[batch * 10..<batch * 10 + 10])) }
    try await fixture.wait(until: { $0.messages >= 1 }, at: simulator)
    try await faults.end()
    try await daemon.stop()
    let next = try await fixture.serve()
    try await fixture.wait(for: ids, toBe: "sent")
    try await fixture.expectOnce(ids, at: simulator)
    try await next.stop()
    await simulator.stop()
  }

  @Test("Without a descriptor left requests wait, and none is refused")
  func noDescriptors() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try FaultFixture(port: simulator.port)
    let daemon = try await fixture.serve()
    let pid = "\(daemon.identifier)"
    try await Shell.run("prlimit --pid $1 --nofile=3:", pid)
    try fixture.submit(Self.ids)
    try await daemon.logged("intake paused")
    #expect(await simulator.messages.isEmpty)
    try await Shell.run("prlimit --pid $1 --nofile=1024:", pid)
    try await fixture.wait(for: Self.ids, toBe: "sent")
    try await fixture.expectOnce(Self.ids, at: simulator)
    try await daemon.stop()
    await simulator.stop()
  }
}
