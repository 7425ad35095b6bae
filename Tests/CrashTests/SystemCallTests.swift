import SMSSystem
import TestSupport
import Testing

/// The daemon is killed before each system call of a message's way, from file to result.
@Suite(
  .enabled(if: SlowTests.areWanted, RunSettings.skipped),
  .enabled(SystemCallKiller.missing) { await SystemCallKiller.isPossible() }
)
struct SystemCallTests {
  /// How many daemons are swept at the same time; each takes every so manieth call.
  private static let lanes = 4

  /// What no sweep may miss, since each makes several of it; the rest depends on chance a little.
  private static let wanted = ["openat", "pwrite64", "fdatasync", "read", "write", "close"]

  @Test("Killed before any system call, it delivers the message once")
  func sweep() async throws {
    let began = Clocks.monotonic
    SlowTests.report("system calls. Again: \(RunSettings.replay) --filter SystemCallTests")
    let calls = try await withThrowingTaskGroup(of: [String: Int].self) { group in
      for lane in 0..<Self.lanes {
        group.addTask { try await SweepRun(lane: lane).run(every: Self.lanes) }
      }
      return try await group.reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) }
    }
    #expect(Self.wanted.filter { calls[$0] == nil } == [])
    let list = calls.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }
    let seconds = (Clocks.monotonic - began) / 1_000_000_000
    SlowTests.report(
      "system calls: \(calls.values.reduce(0, +)) kills in \(seconds) s, before "
        + list.joined(separator: ", ")
    )
  }
}
