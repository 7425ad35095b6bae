import SMSSandbox
import SMSSpool
import SMSSystem
import TestSupport

/// A configuration with everything it names in one directory, and the programs that run on it.
struct CrashFixture: Sendable {
  /// The spools, which share one account.
  static let spools = ["default", "second"]

  /// The account's numbers.
  static let numbers = ["12065550101", "12065550102"]

  /// A command to put before the daemon, such as one that enters a network namespace.
  var prefix: [String] = []

  private let sandbox: Sandbox

  /// Prepares everything that a daemon needs.
  ///
  /// - Parameters:
  ///   - root: An existing directory.
  ///   - port: The provider's port.
  ///   - settings: The settings that differ between tests.
  /// - Throws: `SandboxError` if it cannot be prepared.
  init(root: String, port: UInt16, _ settings: CrashFixtureSettings = CrashFixtureSettings()) throws
  {
    sandbox = Sandbox(path: root)
    try sandbox.prepare(settings.configuration(port: port), isDurable: true)
  }

  /// The site's directory.
  var root: String { sandbox.path }

  /// The directories of a spool.
  func layout(of spool: String) -> SpoolLayout { sandbox.spool(spool) }

  var configuration: String { sandbox.configurationPath }

  /// The names in a spool's directory, sorted.
  func names(in directory: SpoolDirectory, of spool: String) throws -> [String] {
    var listing = try Directory(path: layout(of: spool).path(of: directory)).listing()
    var names: [String] = []
    while let entry = try listing.next() { names.append(entry.name.escaped) }
    return names.sorted()
  }

  /// Starts the program; its output is appended to files in the directory `logs`.
  func start(_ words: [String], logs: String, log: String) throws -> ChildProcess {
    var command = try sandbox.command(words, after: prefix)
    command.output = .file("\(logs)/\(log).out")
    command.error = .appendedFile("\(logs)/\(log).err")
    return try ChildProcess(command)
  }

  /// Starts the daemon.
  func serve(logs: String) throws -> ChildProcess {
    try start(["serve"], logs: logs, log: "serve")
  }
}

/// Settings that differ between tests.
struct CrashFixtureSettings: Sendable {
  /// The version of the provider's API.
  var api = "v2.1"

  /// The account's pace.
  var messagesPerSecond = 60

  /// The time limit for an answer; seconds.
  var timeoutSeconds = 1.5

  /// When to ask the provider about an attempt in doubt; seconds after it.
  var looks = [0.3, 0.6, 1]

  /// The port for the provider's calls; nil for no listener.
  var listenerPort: UInt16?

  /// The configuration; its delays are short, so that a run has many attempts.
  func configuration(port: UInt16) -> SandboxConfiguration {
    var configuration = SandboxConfiguration(port: port)
    configuration.spools = CrashFixture.spools.enumerated().map { number, name in
      .init(
        name,
        directory: name,
        defaultFrom: CrashFixture.numbers[number],
        members: "share: \(number + 1), allow_urgent: true"
      )
    }
    configuration.numbers = CrashFixture.numbers
    configuration.account = """
      api: "\(api)", messages_per_second: \(messagesPerSecond), max_in_flight: 12,
      timeout_seconds: \(timeoutSeconds), probe_seconds: 0.5,
      """
    configuration.members = """
      retry: { max_attempts: 1000000, first_delay_seconds: 0.05, max_delay_seconds: 0.4 },
      uncertain: { looks_after_seconds: [\(looks.map { "\($0)" }.joined(separator: ", "))] },
      min_free_mb: 0, \(listenerPort.map { "listener: { port: \($0) }," } ?? "")
      log: { format: "text" },
      """
    return configuration
  }
}
