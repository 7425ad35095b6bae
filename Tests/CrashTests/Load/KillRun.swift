import SMSSystem
import TestSupport
import Testing

/// A daemon under load that is killed and restarted until everything is settled.
final class KillRun {
  private static let mostOpen = 80

  private let lane: KillLane
  private let executor = QueueExecutor(label: "kill-run")
  private let directory: TemporaryDirectory
  private let provider: ProviderProcess
  private let fixture: CrashFixture
  private let history = ResultHistory()
  private var random: SeededRandom
  private var mix: LoadMix
  private var submissions: [Submission] = []
  private var kills = 0

  init(_ lane: KillLane) async throws {
    self.lane = lane
    random = SeededRandom(seed: RunSettings.seed, lane: lane.number)
    mix = LoadMix(name: "m\(lane.number)", refused: 2)
    directory = try TemporaryDirectory()
    provider = try await ProviderProcess([
      "--latency-ms", "20", "--jitter-ms", "120", "--seed", "\(RunSettings.seed)",
      "--registration-delay-ms", "\(lane.registration)",
    ])
    try await provider.setClock(aheadByMilliseconds: lane.skew)
    var settings = CrashFixtureSettings()
    settings.api = lane.api
    fixture = try CrashFixture(root: directory.path, port: provider.port, settings)
  }

  /// Performs the whole run.
  ///
  /// - Returns: A summary.
  func run() async throws -> String {
    try await history.begin(fixture)
    let end = Clocks.monotonic + RunSettings.killTime
    while kills < lane.kills, Clocks.monotonic < end, await history.lies.isEmpty {
      try await round()
      kills += 1
    }
    let audit = ClosingAudit(
      fixture: fixture,
      provider: provider,
      history: history,
      logs: directory
    )
    try await audit.run(submissions)
    let readings = await history.readings
    return "\(kills) kills survived by \(submissions.count) messages, \(readings) results read"
  }

  /// One life of the daemon, killed in the middle of a load.
  private func round() async throws {
    let load = RoundLoad(&random)
    let start = Clocks.monotonic
    let daemon = try fixture.serve(logs: directory.path)
    for step in load.steps {
      await executor.rest(nanoseconds: start + step.after - Clocks.monotonic)
      try await take(step.action)
    }
    await executor.rest(nanoseconds: start + load.life - Clocks.monotonic)
    try? daemon.send(.kill)
    let status = try await daemon.end()
    try DaemonLog(directory: directory).checkKilled(status)
  }

  private func take(_ action: RoundLoad.Action) async throws {
    switch action {
    case .submit:
      // More would only wait, and be left for the end.
      guard await submissions.count - history.settledCount < Self.mostOpen else { return }
      let submission = mix.next(&random)
      submissions.append(submission)
      try submission.drop(at: fixture)
    case .submitAgain:
      let again = submissions.suffix(200).filter { $0.hasExplicitID && $0.key != nil }
      guard !again.isEmpty else { return }
      try random.pick(again).drop(at: fixture)
    case .spoilLook(let fault):
      let match = #"{"method": "GET", "path": "/\#(lane.api)/messages"}"#
      try await provider.insertFault(#"{"fault": "\#(fault)", "match": \#(match), "times": 1}"#)
    }
  }
}
