import SMSSystem
import TestSupport
import Testing

/// A daemon whose disk repeatedly loses power in the middle of a load.
final class PowerCutRun {
  private let image: DiskImage
  private let executor = QueueExecutor(label: "power-cut-run")
  private let logs: TemporaryDirectory
  private let provider: ProviderProcess
  private let fixture: CrashFixture
  private let history = ResultHistory()
  private var random = SeededRandom(seed: RunSettings.seed, lane: 100)
  private var mix = LoadMix(name: "p", refused: 0)
  private var submissions: [Submission] = []

  init(_ image: DiskImage) async throws {
    self.image = image
    logs = try TemporaryDirectory()
    provider = try await ProviderProcess(["--latency-ms", "20", "--jitter-ms", "120"])
    fixture = try CrashFixture(root: image.root, port: provider.port)
    try Directory(path: image.root).syncFileSystem()
  }

  /// Performs the whole run.
  ///
  /// - Returns: A summary.
  func run() async throws -> String {
    var again = 0
    for number in 0..<RunSettings.cuts {
      try await round(DiskImage.Cut.allCases[number % DiskImage.Cut.allCases.count])
      again += try await submitAgain()
    }
    try await history.begin(fixture)
    let audit = ClosingAudit(fixture: fixture, provider: provider, history: history, logs: logs)
    try await audit.run(submissions)
    await history.end()
    let promised = await history.promised.count
    return "\(RunSettings.cuts) cuts survived by \(submissions.count) messages, "
      + "\(promised) seen accepted, \(again) submitted again"
  }

  /// One life of the daemon, ended together with its disk's.
  private func round(_ cut: DiskImage.Cut) async throws {
    try await history.begin(fixture)
    let start = Clocks.monotonic
    let daemon = try fixture.serve(logs: logs.path)
    let life = random.milliseconds(300...2_500)
    for moment in (0..<random.below(80)).map({ _ in random.milliseconds(0...life / 1_000_000) })
      .sorted()
    {
      await executor.rest(nanoseconds: start + moment - Clocks.monotonic)
      var submission = mix.next(&random)
      submission.hasExplicitID = true
      submissions.append(submission)
      try submission.drop(at: fixture, isDurable: true)
    }
    await executor.rest(nanoseconds: start + life - Clocks.monotonic)
    // From here on nothing is read: what was read before must remain true.
    await history.end()
    // The daemon dies with its disk, in the middle of its work. If left alive, it would be misled:
    // an fdatasync(2) in progress while ext4 is shut down may succeed although its data is lost.
    // After a real power cut, no process is left to act on that.
    try daemon.send(.kill)
    try image.cutPower(cut)
    let status = try await daemon.end()
    try DaemonLog(directory: logs).checkKilled(status)
    try await image.mountAgain()
  }

  /// Submits again what a producer does not know to have been accepted.
  ///
  /// What was seen to be accepted is not submitted again: it must still be there.
  private func submitAgain() async throws -> Int {
    let promised = await history.promised
    let open = submissions.filter { !promised.contains($0.id) }
    for submission in open { try submission.drop(at: fixture, isDurable: true) }
    return open.count
  }
}
