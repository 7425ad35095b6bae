import SMSJSON
import SMSSystem
import TestSupport
import Testing

/// A daemon whose disk repeatedly loses power while it accepts and sends a batch.
final class BatchPowerCutRun {
  private static let messages = 1_500

  private let image: DiskImage
  private let executor = QueueExecutor(label: "batch-power-cut-run")
  private let logs: TemporaryDirectory
  private let provider: ProviderProcess
  private let fixture: CrashFixture
  private let batch = BatchLoad(id: "batch", count: BatchPowerCutRun.messages)
  private var random = SeededRandom(seed: RunSettings.seed, lane: 600)
  /// The final results that were seen; they must stay true.
  private var seen: [String: JSONObject] = [:]

  init(_ image: DiskImage) async throws {
    self.image = image
    logs = try TemporaryDirectory()
    provider = try await ProviderProcess(["--latency-ms", "5"])
    var settings = CrashFixtureSettings()
    settings.messagesPerSecond = 300
    fixture = try CrashFixture(root: image.root, port: provider.port, settings)
    try Directory(path: image.root).syncFileSystem()
  }

  /// Performs the whole run.
  ///
  /// - Returns: A summary.
  func run() async throws -> String {
    for number in 0..<RunSettings.cuts {
      try await round(DiskImage.Cut.allCases[number % DiskImage.Cut.allCases.count])
    }
    let daemon = try fixture.serve(logs: logs.path)
    try batch.drop(at: fixture, isDurable: true)
    try await executor.wait(for: "the end of the batch") {
      try batch.result(at: fixture)?["final"]?.bool == true
    }
    try daemon.send(.terminate)
    #expect(try await daemon.end() == .exited(0))
    try await batch.check(at: fixture, provider)
    let lines = try batch.lines(at: fixture)
    for (id, result) in seen {
      #expect(lines[id]?["provider_message_id"] == result["provider_message_id"], "\(id)")
    }
    return "\(RunSettings.cuts) cuts survived by a batch of \(Self.messages)"
  }

  /// One life of the daemon, ended together with its disk's.
  ///
  /// The producer does not know whether its file survived, and submits it again in each.
  private func round(_ cut: DiskImage.Cut) async throws {
    let daemon = try fixture.serve(logs: logs.path)
    try batch.drop(at: fixture, isDurable: true)
    await executor.rest(nanoseconds: random.milliseconds(5...1_800))
    // From here on nothing is read.
    seen.merge(try batch.lines(at: fixture)) { $1 }
    try daemon.send(.kill)
    try image.cutPower(cut)
    let status = try await daemon.end()
    try DaemonLog(directory: logs).checkKilled(status)
    try await image.mountAgain()
  }
}
