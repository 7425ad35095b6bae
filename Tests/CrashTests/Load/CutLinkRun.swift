import SMSSystem
import TestSupport
import Testing

/// A message being sent when the link breaks, together with a client that withdraws nothing.
///
/// What that client wrote arrives after the link is restored; so would the daemon's request, if the
/// kernel still had it.
final class CutLinkRun {
  private static let first = message("first")
  private static let second = message("second")

  private let executor = QueueExecutor(label: "cut-link-run")
  private let network: CutNetwork
  private let provider: ProviderProcess
  private let directory: TemporaryDirectory
  private let fixture: CrashFixture
  private let history = ResultHistory()
  private let daemon: ChildProcess
  private let client: ChildProcess

  private static func message(_ id: String) -> Submission {
    let key = MessageKey(
      from: CrashFixture.numbers[0],
      to: "12063331000",
      body: "The \(id) message"
    )
    return Submission(id: id, spool: "default", key: key, hasExplicitID: true)
  }

  init(timeoutSeconds: Double) async throws {
    let network = try await CutNetwork()
    self.network = network
    provider = try await ProviderProcess(prefix: network.farSide) { call, port in
      try await network.make(call, port: port)
    }
    directory = try TemporaryDirectory()
    var settings = CrashFixtureSettings()
    settings.timeoutSeconds = timeoutSeconds
    var fixture = try CrashFixture(root: directory.path, port: provider.port, settings)
    fixture.prefix = network.nearSide
    self.fixture = fixture
    daemon = try fixture.serve(logs: directory.path)
    client = try Self.client(port: provider.port, in: directory, network)
    try await history.begin(fixture)
  }

  /// A client that connects, and on a signal writes a request that the simulator refuses, and
  /// exits.
  private static func client(
    port: UInt16,
    in directory: TemporaryDirectory,
    _ network: CutNetwork
  ) throws -> ChildProcess {
    let script = #"""
      exec 3<>"/dev/tcp/127.0.0.1/$1"
      trap 'printf "POST /v2.1/messages HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n" >&3
        kill -KILL $$' USR1
      echo
      while :; do read -r -t 1 line <&3; done
      """#
    let line = network.nearSide + ["bash", "-c", script, "bash", "\(port)"]
    var command = ChildCommand(line[0], Array(line.dropFirst()))
    command.output = .file(directory.path("client"))
    return try ChildProcess(command)
  }

  /// Lets one message through, and breaks the link before the second request is acknowledged.
  func cutInMidRequest() async throws {
    let outputs = directory.directory
    _ = try await DirectoryWatch.wait(in: outputs) { try? outputs.read("client", upTo: 1).first }
    try Self.first.drop(at: fixture)
    #expect(await history.unsettled(["first"]) == [])
    try await network.cut()
    try client.send(.user1)
    #expect(try await client.wait() == .signaled(.kill))
    try Self.second.drop(at: fixture)
    try await wait("a request under way") { rows in rows.contains { $0.isEstablished } }
  }

  /// Waits until the daemon's time limit has passed, and stops it before it asks the provider.
  func daemonGivesUp() async throws {
    try await wait("the daemon to give up") { rows in !rows.contains { $0.isEstablished } }
    try daemon.send(.stop)
  }

  /// Kills the daemon while its request is in flight.
  func daemonDies() async throws {
    try daemon.send(.kill)
    #expect(try await daemon.end() == .signaled(.kill))
  }

  /// Restores the link, and waits for what the other client wrote.
  func heal() async throws {
    // The daemon's request is no longer in the kernel; the client's still is.
    #expect(try SocketTable.unsent(of: network.nearProcess).count == 1)
    let before = try await provider.requestCount()
    try await network.heal()
    for _ in 0..<400 where try await provider.requestCount() == before {
      await executor.rest(nanoseconds: 100_000_000)
    }
    // The daemon's request was written after the client's, by less than this.
    await executor.rest(nanoseconds: 1_500_000_000)
    #expect(try await provider.requestCount() == before + 1)
    #expect(try await provider.deliveries().map(\.key) == [Self.first.key])
  }

  /// Continues the daemon: it finds that nothing arrived, and sends the message.
  func arrivesOnce() async throws {
    let audit = ClosingAudit(
      fixture: fixture,
      provider: provider,
      history: history,
      logs: directory
    )
    if (try? daemon.send(.carryOn)) == nil {
      try await audit.run([Self.first, Self.second])
    } else {
      try await audit.run(daemon, [Self.first, Self.second])
    }
  }

  private func wait(
    _ words: String,
    until condition: ([SocketTable.Row]) -> Bool
  ) async throws {
    for _ in 0..<1_000 {
      if condition(try SocketTable.unsent(of: network.nearProcess)) { return }
      await executor.rest(nanoseconds: 10_000_000)
    }
    throw Disagreement("waited in vain for \(words)")
  }
}
