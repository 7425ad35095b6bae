import FlowrouteSimulator
import SMSDaemon
import SMSJSON
import SMSSandbox
import SMSSystem
import Synchronization
import TestSupport
import Testing

/// A configuration in a temporary directory, the daemon that runs on it, and its log.
final class DaemonFixture: Sendable {
  /// For attempts in doubt: two list passes, the second late enough to observe the first.
  static let quickLooks = "uncertain: { looks_after_seconds: [0.2, 0.5] },"

  let directory: TemporaryDirectory
  private let sandbox: Sandbox
  let port: UInt16
  private let lines = Mutex<[String]>([])

  init(
    port: UInt16,
    api: String = "v2.1",
    members: String = "",
    spoolMembers: String = "",
    accountMembers: String = "",
    numbers: [String] = [SandboxConfiguration.number],
    probeSeconds: Double = 3600
  ) throws {
    directory = try TemporaryDirectory()
    sandbox = Sandbox(path: directory.path)
    self.port = port
    try sandbox.writeKeys()
    try configure(
      api: api,
      members: members,
      spoolMembers: spoolMembers,
      accountMembers: accountMembers,
      numbers: numbers,
      probeSeconds: probeSeconds
    )
  }

  /// Writes the configuration with these spools.
  func configure(
    spools: [String] = ["default"],
    api: String = "v2.1",
    members: String = "",
    spoolMembers: String = "",
    accountMembers: String = "",
    numbers: [String] = [SandboxConfiguration.number],
    probeSeconds: Double = 3600,
    minFreeMegabytes: Int = 0
  ) throws {
    var configuration = SandboxConfiguration(port: port)
    configuration.spools = spools.map {
      .init($0, directory: "spool/\($0)", members: spoolMembers)
    }
    configuration.account = """
      api: "\(api)", messages_per_second: 1000, probe_seconds: \(probeSeconds), timeout_seconds: 10,
      \(accountMembers)
      """
    configuration.numbers = numbers
    configuration.members = """
      retry: { max_attempts: 2, first_delay_seconds: 0.05 },
      min_free_mb: \(minFreeMegabytes), log: { format: "text" },
      \(members)
      """
    try sandbox.configure(configuration)
  }

  /// Copies a running daemon's state from the disk, as of one moment.
  func copyState(to other: DaemonFixture) throws {
    let names: [FileName] = ["ledger.sqlite", "ledger.sqlite-wal", "secret.key"]
    let source = try Directory(path: directory.path("state"))
    func read() throws -> [[UInt8]] { try names.map { try source.read($0, upTo: 1 << 28) } }
    var files = try read()
    // A checkpoint moves pages from one file to the other.
    while case let again = try read(), again != files { files = again }
    let target = try Directory.openOrMake(path: other.directory.path("state"), mode: 0o700)
    for (name, bytes) in zip(names, files) {
      try target.writeReplacing(name, bytes, mode: 0o600, durable: false)
    }
  }

  func writeKeys(secret: String) throws {
    let accessKey = Credentials.demo.accessKey
    try sandbox.writeKeys(Credentials(accessKey: accessKey, secretKey: secret))
  }

  func write(_ name: FileName, _ text: String) throws {
    try sandbox.write(name, text)
  }

  func start(
    environment: [String: String] = [:],
    changing change: (inout DaemonOptions) -> Void = { _ in }
  ) async throws -> Daemon {
    var options = DaemonOptions(
      configurationPath: sandbox.configurationPath,
      environment: environment,
      processID: CurrentProcess.identifier,
      watchesSignals: false,
      logSink: { [self] line in lines.withLock { $0.append(line) } }
    )
    change(&options)
    return try await Daemon.start(options)
  }

  /// Runs a test with a daemon and a simulator, and ends both whether it fails or not.
  ///
  /// - Throws: What the test throws.
  static func ending(
    _ daemon: Daemon,
    _ simulator: FlowrouteSimulator,
    after test: () async throws -> Void
  ) async throws {
    let result: Result<Void, any Error>
    do {
      result = .success(try await test())
    } catch {
      result = .failure(error)
    }
    await daemon.drain()
    await simulator.stop()
    try result.get()
  }

  var configurationPath: String { sandbox.configurationPath }

  var log: [String] { lines.withLock { $0 } }

  /// Submits a request file unchanged.
  func drop(_ stem: String, _ request: String, spool: String = "default") throws {
    try drop(stem, request, at: "spool/\(spool)/incoming")
  }

  func drop(_ stem: String, _ request: String, at place: String) throws {
    let name = try #require(FileName(stem + ".json"))
    try Directory(path: directory.path(place))
      .writeReplacing(name, Array(request.utf8), durable: false)
  }

  /// Submits a request.
  func submit(
    _ id: String,
    to: String = "12065550142",
    body: String = "A text for nobody else",
    spool: String = "default",
    members: String = ""
  ) throws {
    let request = "{\"id\": \"\(id)\", \"to\": \"\(to)\", \"body\": \"\(body)\"\(members)}"
    try drop(id, request, spool: spool)
  }

  /// Waits until the result of a sent message has the provider's id.
  func providerID(of id: String) async throws -> String {
    let result = try await result(id) { $0["provider_message_id"]?.string != nil }
    return try #require(result["provider_message_id"]?.string)
  }

  /// Waits until a result has a status.
  func result(
    _ id: String,
    is status: String,
    spool: String = "default"
  ) async throws -> JSONObject {
    try await result(id, spool: spool) { $0["status"]?.string == status }
  }

  /// Waits until a result meets a condition.
  func result(
    _ id: String,
    spool: String = "default",
    until isReached: @escaping @Sendable (JSONObject) -> Bool
  ) async throws -> JSONObject {
    let result = try await file(id, in: "spool/\(spool)/results", until: isReached)
    try check(result, against: "result")
    return result
  }

  /// Waits for the file of an inbound message.
  func received(
    _ id: String,
    spool: String = "default",
    until isReached: @escaping @Sendable (JSONObject) -> Bool = { _ in true }
  ) async throws -> JSONObject {
    let message = try await file(id, in: "spool/\(spool)/received", until: isReached)
    try check(message, against: "received")
    return message
  }

  /// Every file that a test reads must conform to its schema.
  private func check(_ object: JSONObject, against schema: String) throws {
    let faults = try JSONSchema("\(schema).schema.json").faults(of: .object(object))
    #expect(faults == [], "\(object)")
  }

  /// The number of inbound messages with files.
  func receivedCount(spool: String = "default") throws -> Int {
    var listing = try Directory(path: directory.path("spool/\(spool)/received")).listing()
    var count = 0
    while try listing.next() != nil { count += 1 }
    return count
  }

  /// Removes a file in the directory or below.
  func remove(_ path: String) throws {
    let parts = path.split(separator: "/")
    let name = try #require(parts.last.flatMap { FileName(String($0)) })
    let parent = parts.dropLast().joined(separator: "/")
    try Directory(path: directory.path(parent)).unlink(name)
  }

  private func file(
    _ id: String,
    in path: String,
    until isReached: @escaping @Sendable (JSONObject) -> Bool
  ) async throws -> JSONObject {
    let name = try #require(FileName(id + ".json"))
    let files = try Directory(path: directory.path(path))
    return try await DirectoryWatch.wait(in: files) {
      guard try files.contains(name) else { return nil }
      let object = try JSONParser.parse(files.read(name, upTo: 1 << 20)).object
      return object.flatMap { isReached($0) ? $0 : nil }
    }
  }
}

extension DaemonFixture {
  /// Runs a test with a daemon and a provider, which have both ended when this returns.
  static func run(
    members: String,
    _ test: (DaemonFixture, FlowrouteSimulator) async throws -> Void
  ) async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try DaemonFixture(port: simulator.port, members: members)
    let daemon = try await fixture.start()
    try await ending(daemon, simulator) { try await test(fixture, simulator) }
  }

  /// Runs a test with a provider and a fixture whose account has two of its numbers; the test starts
  /// the daemons.
  static func withTwoNumbers(
    members: String,
    spoolMembers: String,
    accountMembers: String = "",
    _ test: (DaemonFixture, FlowrouteSimulator) async throws -> Void
  ) async throws {
    var configuration = SimulatorConfiguration()
    configuration.numbers = ["12065550101", "12065550102"]
    let simulator = try await FlowrouteSimulator.start(configuration)
    let fixture = try DaemonFixture(
      port: simulator.port,
      members: members,
      spoolMembers: spoolMembers,
      accountMembers: accountMembers,
      numbers: configuration.numbers.sorted()
    )
    try await test(fixture, simulator)
    await simulator.stop()
  }
}
