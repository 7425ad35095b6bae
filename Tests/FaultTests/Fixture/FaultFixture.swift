import FlowrouteSimulator
import SMSJSON
import SMSSandbox
import SMSSpool
import SMSSystem
import TestSupport
import Testing

/// A configuration in a temporary directory, on which the built daemon runs while things break.
struct FaultFixture: Sendable {
  let directory: TemporaryDirectory
  private let sandbox: Sandbox

  /// - Parameters:
  ///   - port: The provider's port on 127.0.0.1.
  ///   - accounts: Further accounts.
  ///   - rate: The account's messages per second.
  /// - Throws: `SandboxError` if the site cannot be prepared.
  init(port: UInt16, accounts: String = "", rate: Int = 500) throws {
    directory = try TemporaryDirectory()
    sandbox = Sandbox(path: directory.path)
    try sandbox.prepare(
      Self.configuration(base: "http://127.0.0.1:\(port)", accounts: accounts, rate: rate)
    )
  }

  /// Rewrites the configuration for a provider at a URL.
  func configure(base: String, rate: Int) throws {
    try sandbox.configure(Self.configuration(base: base, accounts: "", rate: rate))
  }

  private static func configuration(
    base: String,
    accounts: String,
    rate: Int
  ) -> SandboxConfiguration {
    var configuration = SandboxConfiguration(url: base)
    configuration.account =
      "messages_per_second: \(rate), timeout_seconds: 5, probe_seconds: 0.5,"
    configuration.accounts = accounts
    configuration.members = """
      retry: { max_attempts: 1000, first_delay_seconds: 0.05, max_delay_seconds: 0.5 },
      uncertain: { looks_after_seconds: [0.3, 0.6, 1] },
      min_free_mb: 0, log: { format: "text" },
      """
    return configuration
  }

  func write(_ name: FileName, _ text: String) throws {
    try sandbox.write(name, text)
  }

  /// A command of the program.
  func command(_ words: [String], after prefix: [String] = []) throws -> ChildCommand {
    try sandbox.command(words, after: prefix)
  }

  var configurationPath: String { sandbox.configurationPath }

  var layout: SpoolLayout { sandbox.spool() }

  /// Starts the daemon.
  ///
  /// - Parameter prefix: A command to put before the daemon's; it must replace itself with the
  ///   daemon.
  /// - Returns: The daemon.
  /// - Throws: `SystemError` if it cannot be started.
  func start(after prefix: [String] = []) throws -> DaemonProcess {
    let log = try #require(FileName("serve-\(Clocks.monotonic).err"))
    return try DaemonProcess(in: sandbox, after: prefix, log: log)
  }

  /// Starts the daemon, and returns once it accepts requests.
  func serve(after prefix: [String] = []) async throws -> DaemonProcess {
    let daemon = try start(after: prefix)
    try await daemon.waitUntilReady()
    return daemon
  }

  /// Submits requests; each text contains its id.
  func submit(_ ids: [String], to: String = "12065550142", from: String? = nil) throws {
    let incoming = try Directory(path: layout.path(of: .incoming))
    let sender = from.map { "\"from\": \"\($0)\", " } ?? ""
    for id in ids {
      let name = try #require(FileName(id + ".json"))
      let text = "{\"id\": \"\(id)\", \(sender)\"to\": \"\(to)\", \"body\": \"text \(id)\"}"
      try incoming.writeReplacing(name, Array(text.utf8), durable: false)
    }
  }

  /// The result of a request; nil if there is none.
  static func result(_ id: String, in results: Directory) throws -> JSONObject? {
    guard let name = FileName(id + ".json"), try results.contains(name) else { return nil }
    return try JSONParser.parse(try results.read(name, upTo: 1 << 20)).object
  }

  /// Waits until all requests have a status; `path` is the results directory if it is elsewhere.
  func wait(for ids: [String], toBe status: String, at path: String? = nil) async throws {
    let results = try Directory(path: path ?? layout.path(of: .results))
    let isReached: @Sendable (String) throws -> Bool? = { id in
      try Self.result(id, in: results)?["status"]?.string == status ? true : nil
    }
    for id in ids where try isReached(id) == nil {
      _ = try await DirectoryWatch.wait(in: results, within: 60) { try isReached(id) }
    }
  }
}

extension FaultFixture {
  /// Checks that the provider has each message exactly once and that nothing was rejected.
  func expectOnce(_ ids: [String], at simulator: FlowrouteSimulator) async throws {
    let bodies = await simulator.messages.compactMap(\.body)
    let counts = Dictionary(bodies.map { ($0, 1) }, uniquingKeysWith: +)
    let wrong = ids.filter { counts["text \($0)"] != 1 }
    #expect(wrong.isEmpty, "not exactly once: \(wrong.map { ($0, counts["text \($0)"] ?? 0) })")
    var listing = try Directory(path: layout.path(of: .rejected)).listing()
    #expect(try listing.next() == nil, "something was rejected")
  }

  /// Waits until the provider's statistics meet a condition.
  ///
  /// - Throws: `Mailbox.TimedOut` after a minute.
  func wait(
    until condition: @escaping @Sendable (Statistics) -> Bool,
    at simulator: FlowrouteSimulator
  ) async throws {
    let met = Mailbox<Bool>()
    Task {
      await simulator.wait(until: condition)
      met.send(true)
    }
    _ = try await met.next(within: 60)
  }
}

extension DaemonProcess {
  /// Waits for a line that contains one of the texts, skipping `offset` characters.
  ///
  /// - Returns: The line.
  @discardableResult
  func logged(_ texts: String..., after offset: Int = 0) async throws -> String {
    try await log.line(containing: texts, after: offset)
  }

  /// The number of open descriptors.
  func descriptorCount() throws -> Int {
    var listing = try Directory(path: "/proc/\(identifier)/fd").listing()
    var count = 0
    while try listing.next() != nil { count += 1 }
    return count
  }
}
