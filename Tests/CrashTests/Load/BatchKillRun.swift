import SMSJSON
import SMSSpool
import SMSSystem
import TestSupport
import Testing

/// A daemon that is killed while it accepts, sends and cancels batches.
final class BatchKillRun {
  private static let messages = 3_000
  /// How often the daemon is killed.
  private static let kills = RunSettings.kills / 16

  private let executor = QueueExecutor(label: "batch-kill-run")
  private let directory: TemporaryDirectory
  private let provider: ProviderProcess
  private let fixture: CrashFixture
  private var random = SeededRandom(seed: RunSettings.seed, lane: 500)

  init() async throws {
    directory = try TemporaryDirectory()
    provider = try await ProviderProcess(["--latency-ms", "5"])
    var settings = CrashFixtureSettings()
    settings.messagesPerSecond = 400
    fixture = try CrashFixture(root: directory.path, port: provider.port, settings)
  }

  /// Performs the whole run.
  ///
  /// - Returns: A summary.
  func run() async throws -> String {
    let sent = BatchLoad(id: "sent", count: Self.messages)
    let canceled = BatchLoad(id: "canceled", count: Self.messages)
    var daemon = try await start()
    try sent.drop(at: fixture)
    var found: Set<Int> = []
    for kill in 0..<Self.kills {
      // The first kills meet the acceptance; a daemon sends nothing in its first second.
      let life: ClosedRange<Int64> = kill < Self.kills / 4 ? 1...60 : 1_000...3_000
      await executor.rest(nanoseconds: random.milliseconds(life))
      try daemon.send(.kill)
      #expect(try await daemon.end() == .signaled(.kill))
      found.insert(try sent.lines(at: fixture).count)
      if kill == Self.kills / 2 {
        try await provider.insertFault(#"{"fault": "accept-then-drop", "times": 3}"#)
        try await provider.insertFault(#"{"fault": "drop", "times": 3}"#)
        try canceled.drop(at: fixture)
      }
      daemon = try await start()
    }
    try await executor.wait(for: "a result of the second batch") {
      try canceled.result(at: fixture) != nil
    }
    try await command("cancel", canceled.id, "--spool", canceled.spool)
    try await executor.wait(for: "the end of both batches") {
      try isFinal(sent) && isFinal(canceled)
    }
    try daemon.send(.terminate)
    #expect(try await daemon.end() == .exited(0))
    try await sent.check(at: fixture, provider)
    try await canceled.check(at: fixture, provider, mayBeCanceled: true)
    let check = try fixture.start(["ledger", "check"], logs: directory.path, log: "check")
    #expect(try await check.end() == .exited(0))
    return """
      \(Self.kills) kills survived by two batches of \(Self.messages), with \(found.sorted()) \
      results
      """
  }

  private func isFinal(_ batch: BatchLoad) throws -> Bool {
    try batch.result(at: fixture)?["final"]?.bool == true
  }

  private func start() async throws -> ChildProcess {
    let log = DaemonLog(directory: directory)
    let starts = log.readyCount
    let daemon = try fixture.serve(logs: directory.path)
    try await log.ready(after: starts)
    return daemon
  }

  /// Waits for the command, which has to wait for attempts in doubt.
  private func command(_ words: String...) async throws {
    let process = try fixture.start(words, logs: directory.path, log: "command")
    let status = try await process.end()
    #expect(status == .exited(0) || status == .exited(1), "\(words): \(status)")
  }
}
