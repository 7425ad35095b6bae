import SMSJSON
import SMSSpool
import SMSSystem
import TestSupport
import Testing

/// A daemon that is killed while it cancels a spool's messages and sends another's.
final class CommandKillRun {
  private static let messages = 1_600
  /// How often the daemon is killed.
  private static let kills = RunSettings.kills / 20
  /// The spool whose messages are canceled; the other's are not.
  private static let canceled = CrashFixture.spools[0]

  private let executor = QueueExecutor(label: "command-kill-run")
  private let directory: TemporaryDirectory
  private let provider: ProviderProcess
  private let fixture: CrashFixture
  private let history = ResultHistory()
  private var random = SeededRandom(seed: RunSettings.seed, lane: 400)

  init() async throws {
    directory = try TemporaryDirectory()
    // Some answers do not come, so that the command meets attempts in doubt.
    provider = try await ProviderProcess(["--latency-ms", "20"])
    fixture = try CrashFixture(root: directory.path, port: provider.port)
  }

  /// Performs the whole run.
  ///
  /// - Returns: A summary.
  func run() async throws -> String {
    try await history.begin(fixture)
    let submissions = Self.submissions
    var daemon = try await start()
    try await command("hold", "--all")
    for submission in submissions { try submission.drop(at: fixture) }
    try await executor.wait(for: "all messages in the ledger") {
      try await jobs("--limit", "10000").count > Self.messages
    }
    try await provider.insertFault(#"{"fault": "accept-then-drop", "times": 3}"#)
    try await provider.insertFault(#"{"fault": "drop", "times": 3}"#)
    try await command("release", "--all")
    try await executor.wait(for: "a first request") { try await provider.requestCount() > 0 }

    let cancel = ["cancel", "--spool", Self.canceled, "--yes"]
    var asked = try fixture.start(cancel, logs: directory.path, log: "cancel")
    var steps: Set<Int64> = []
    for _ in 0..<Self.kills {
      await executor.rest(nanoseconds: random.milliseconds(1...250))
      try daemon.send(.kill)
      #expect(try await daemon.end() == .signaled(.kill))
      let requests = try await jobs("--spool", "operator").filter { $0["kind"] == "cancel" }
      steps.insert(requests.first?["affected"]?.number?.int64 ?? 0)
      // It goes on with the command before it is ready for requests.
      daemon = try fixture.serve(logs: directory.path)
    }
    try daemon.send(.kill)
    #expect(try await daemon.end() == .signaled(.kill))
    daemon = try await start()
    // A request that no daemon had taken was withdrawn: it is given again.
    if try await asked.end() == .exited(69) {
      asked = try fixture.start(cancel, logs: directory.path, log: "cancel")
      #expect(try await asked.end() == .exited(0))
    }
    try await executor.wait(for: "the end of the cancel") { try await isFinished() }
    #expect(await history.unsettled(submissions.map(\.id)) == [])
    try await check(submissions)
    try daemon.send(.terminate)
    #expect(try await daemon.end() == .exited(0))
    return """
      \(Self.kills) kills, after \(steps.sorted()) jobs, survived by a cancel of \
      \(Self.messages / 2) messages
      """
  }

  private static var submissions: [Submission] {
    (0..<messages).map { number in
      let spool = CrashFixture.spools[number % 2]
      return Submission(
        id: "m\(number)",
        spool: spool,
        key: MessageKey(
          from: CrashFixture.numbers[number % 2],
          to: "12063330001",
          body: "Message \(number)"
        ),
        hasExplicitID: true
      )
    }
  }

  private func start() async throws -> ChildProcess {
    let log = DaemonLog(directory: directory)
    let starts = log.readyCount
    let daemon = try fixture.serve(logs: directory.path)
    try await log.ready(after: starts)
    return daemon
  }

  private func command(_ words: String...) async throws {
    let process = try fixture.start(words, logs: directory.path, log: "command")
    #expect(try await process.end() == .exited(0), "\(words)")
  }

  /// What `list` shows.
  private func jobs(_ words: String...) async throws -> [JSONObject] {
    let list = ["list", "--json"] + words
    let process = try fixture.start(list, logs: directory.path, log: "list")
    #expect(try await process.end() == .exited(0))
    let lines = try directory.directory.read("list.out", upTo: 1 << 24).split(separator: 10)
    return try lines.map { try #require(try JSONParser.parse(Array($0)).object) }
  }

  /// Whether the cancel was accepted and has ended.
  private func isFinished() async throws -> Bool {
    let requests = try await jobs("--spool", "operator").filter { $0["kind"] == "cancel" }
    return requests.contains { $0["final"]?.bool == true }
  }

  private func check(_ submissions: [Submission]) async throws {
    var deliveries: [String: Int] = [:]
    for delivery in try await provider.deliveries() {
      deliveries[delivery.key.body, default: 0] += 1
    }
    var counts: [String: Int64] = [:]
    for submission in submissions {
      let status = await history.results[submission.id]?["status"]?.string ?? "none"
      let isSent = status == "sent"
      #expect(isSent || status == "canceled" && submission.spool == Self.canceled, "\(status)")
      #expect(deliveries[submission.key?.body ?? ""] ?? 0 == (isSent ? 1 : 0), "\(submission.id)")
      if submission.spool == Self.canceled { counts[status, default: 0] += 1 }
    }
    let requests = try await jobs("--spool", "operator").filter { $0["kind"] == "cancel" }
    let cancel = try #require(requests.last)
    #expect(requests.count == 1 && cancel["status"] == "canceled")
    #expect(cancel["affected"]?.number?.int64 == counts["canceled"])
    let late = cancel["too_late"]?.object?["sent"]?.number?.int64 ?? 0
    #expect(late <= counts["sent"] ?? 0)
    let listed = try await jobs("--status", "canceled", "--limit", "10000")
    #expect(Int64(listed.count) == counts["canceled"])
  }
}
