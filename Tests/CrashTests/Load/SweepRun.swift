import SMSSystem
import TestSupport
import Testing

/// One message after another, each with a daemon that is killed one system call later.
final class SweepRun {
  private enum News {
    case ended
    case settled
  }

  private let lane: Int
  private let directory: TemporaryDirectory
  private let provider: ProviderProcess
  private let fixture: CrashFixture
  private let history = ResultHistory()
  private var random: SeededRandom
  private var submissions: [Submission] = []
  private var calls: [String: Int] = [:]
  private var kills = 0

  init(lane: Int) async throws {
    self.lane = lane
    random = SeededRandom(seed: RunSettings.seed, lane: 200 + lane)
    directory = try TemporaryDirectory()
    provider = try await ProviderProcess(["--latency-ms", "5"])
    var settings = CrashFixtureSettings()
    settings.looks = [0.1, 0.2, 0.3]
    fixture = try CrashFixture(root: directory.path, port: provider.port, settings)
  }

  /// Kills before the calls `lane + 1`, `lane + 1 + step` and so on, until a message needs fewer
  /// calls.
  ///
  /// - Returns: How often it was killed before each system call.
  func run(every step: Int) async throws -> [String: Int] {
    try await history.begin(fixture)
    var call = lane + 1
    while try await isKilled(before: call) { call += step }
    let audit = ClosingAudit(
      fixture: fixture,
      provider: provider,
      history: history,
      logs: directory
    )
    try await audit.run(submissions)
    SlowTests.report("sweep \(lane): \(kills) kills, up to call \(call - step) of a message's way")
    return calls
  }

  /// Takes one message from its file to its result.
  ///
  /// - Returns: False if the message completed with fewer calls.
  private func isKilled(before call: Int) async throws -> Bool {
    let submission = Submission(
      id: "s\(lane)-\(call)",
      spool: CrashFixture.spools[call % 2],
      key: MessageKey(
        from: CrashFixture.numbers[call % 2],
        to: "12063332000",
        body: "Before call \(call)"
      ),
      hasExplicitID: true
    )
    let log = DaemonLog(directory: directory)
    let starts = log.readyCount
    let daemon = try start(before: call, isArmed: false)
    try await log.ready(after: starts)
    // What the previous kill left is settled first, so that each sweep has only one message.
    try await settle(submissions)
    try await daemon.arm()
    submissions.append(submission)
    try submission.drop(at: fixture)
    guard try await isKilled(daemon, by: submission, readyAfter: starts) else { return false }
    try await killInRecovery(submission)
    return true
  }

  /// Also kills the next daemon somewhere during its start, unless it is faster.
  private func killInRecovery(_ submission: Submission) async throws {
    let starts = DaemonLog(directory: directory).readyCount
    let daemon = try start(before: 150 + random.below(500), isArmed: true)
    _ = try await isKilled(daemon, by: submission, readyAfter: starts)
  }

  private func start(before call: Int, isArmed: Bool) throws -> SystemCallKiller {
    try SystemCallKiller(
      at: call,
      isArmed: isArmed,
      [CurrentProcess.program(beside: "smsdispatch"), "serve", "--config", fixture.configuration],
      errors: directory.path
    )
  }

  private func settle(_ submissions: [Submission]) async throws {
    let open = await history.unsettled(submissions.map(\.id))
    guard open.isEmpty else { throw Disagreement("not settled: \(open)") }
  }

  /// Lets a daemon work until it is killed, or until the message is settled and it may drain.
  private func isKilled(
    _ daemon: SystemCallKiller,
    by submission: Submission,
    readyAfter starts: Int
  ) async throws -> Bool {
    let news = Mailbox<News>()
    let (history, log) = (history, DaemonLog(directory: directory))
    Task {
      _ = try await daemon.end()
      news.send(.ended)
    }
    Task {
      try await log.ready(after: starts)
      _ = await history.unsettled([submission.id])
      news.send(.settled)
    }
    // The daemon still records what it has published, and is busy until then.
    if case .settled = try await news.next(), (try? await news.next(within: 0.5)) == nil {
      // It may be killed at this very moment.
      try? daemon.terminate()
    }
    let end = try await daemon.end()
    guard end.hasPrefix(SystemCallKiller.killed) else {
      #expect(end == "ended 0")
      return false
    }
    kills += 1
    calls[String(end.dropFirst(SystemCallKiller.killed.count)), default: 0] += 1
    return true
  }
}
