import SMSSandbox
import SMSSpool
import SMSSystem
import TestSupport

/// A configuration with all that it names below one directory, and the programs that run on it.
struct Site: Sendable {
  /// The spools, which share one account.
  static let spools = ["default", "second"]

  /// The account's numbers.
  static let numbers = ["12065550101", "12065550102"]

  /// What comes in front of the daemon's command, such as one that puts it into a network.
  var prefix: [String] = []

  private let sandbox: Sandbox

  /// Sets up what a daemon needs.
  ///
  /// - Parameters:
  ///   - root: A directory that is there.
  ///   - port: The provider's.
  ///   - settings: What differs from test to test.
  /// - Throws: `SandboxError`.
  init(root: String, port: UInt16, _ settings: SiteSettings = SiteSettings()) throws {
    sandbox = Sandbox(path: root)
    try sandbox.prepare(settings.configuration(port: port), isDurable: true)
  }

  /// The directory that holds it all.
  var root: String { sandbox.path }

  /// Where a spool's directories are.
  func layout(of spool: String) -> SpoolLayout { sandbox.spool(spool) }

  var configuration: String { sandbox.configurationPath }

  /// The names in a directory of a spool, in order.
  func names(in directory: SpoolDirectory, of spool: String) throws -> [String] {
    var listing = try Directory(path: layout(of: spool).path(of: directory)).listing()
    var names: [String] = []
    while let entry = try listing.next() { names.append(entry.name.escaped) }
    return names.sorted()
  }

  /// Starts the program; what it writes is added to a file of the directory `logs`.
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

/// What differs between the sites of the tests.
struct SiteSettings: Sendable {
  /// The version of the provider's interface.
  var api = "v2.1"

  /// The account's pace.
  var messagesPerSecond = 60

  /// How long an answer is awaited.
  var timeoutSeconds = 1.5

  /// When the provider is asked about an attempt in doubt.
  var looks = [0.3, 0.6, 1]

  /// Where the provider's calls are taken; nil for nowhere.
  var listenerPort: UInt16?

  /// The configuration; delays are short, so that a run sees many attempts.
  func configuration(port: UInt16) -> SandboxConfiguration {
    var configuration = SandboxConfiguration(port: port)
    configuration.spools = Site.spools.enumerated().map { number, name in
      .init(
        name,
        directory: name,
        defaultFrom: Site.numbers[number],
        members: "share: \(number + 1), allow_urgent: true"
      )
    }
    configuration.numbers = Site.numbers
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
