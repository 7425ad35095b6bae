import SMSCommands
import SMSDaemon
import SMSJSON
import SMSSandbox
import SMSSpool
import SMSSystem
import Synchronization
import TestSupport
import Testing

/// A configuration in a temporary directory, on which the program runs with its output captured.
final class CommandFixture: Sendable {
  /// The output and exit status of one run.
  struct Run: Sendable {
    var exit: ExitCode
    var output: String
    var error: String

    var lines: [String] { output.split(separator: "\n").map(String.init) }
  }

  let directory: TemporaryDirectory
  private let sandbox: Sandbox
  /// What the program finds out about the daemon's unit.
  private let answer = Mutex(ServiceManager.Answer.noUnit)

  init(
    port: UInt16 = 9,
    spoolMembers: String = "",
    members: String = "",
    account: String = "",
    accounts: String = "",
    keys: Bool = true
  ) throws {
    directory = try TemporaryDirectory()
    sandbox = Sandbox(path: directory.path)
    var configuration = SandboxConfiguration(port: port)
    configuration.spools = [.init(members: spoolMembers)]
    configuration.hasKeyFiles = keys
    configuration.accounts = accounts
    configuration.account = "messages_per_second: 1000, probe_seconds: 0.2, \(account)"
    configuration.members = """
      retry: { max_attempts: 2, first_delay_seconds: 0.05 },
      min_free_mb: 0, \(members)
      """
    try sandbox.prepare(configuration)
    try directory.directory.makeDirectory("run", mode: 0o755)
  }

  var spool: String { sandbox.spool().root }
  var configuration: String { sandbox.configurationPath }
  /// The directory in which the daemon publishes its spools for all users.
  var runtimeDirectory: String { directory.path + "/run" }

  func write(_ name: FileName, _ text: String) throws {
    try sandbox.write(name, text)
  }

  /// Writes a result as the daemon would.
  func publish(_ id: String, _ json: String) throws {
    let name = try #require(FileName(id + ".json"))
    try Directory(path: spool + "/results")
      .writeReplacing(name, Array(json.utf8), durable: false)
  }

  /// The names in `incoming/`, sorted.
  func incoming() throws -> [FileName] {
    var listing = try Directory(path: spool + "/incoming").listing()
    var names: [FileName] = []
    while let entry = try listing.next() { names.append(entry.name) }
    return names.sorted()
  }

  /// The lines of a batch in `incoming/`, without the end of the last one.
  func batch(_ name: FileName) throws -> [String] {
    let incoming = try Directory(path: spool + "/incoming")
    let text = String(decoding: try incoming.read(name, upTo: 1 << 24), as: UTF8.self)
    return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }

  /// The spool's directory of pictures.
  func media() throws -> Directory { try Directory(path: spool + "/media") }

  /// A request in `incoming/`.
  func request(_ name: FileName) throws -> JSONObject {
    let bytes = try Directory(path: spool + "/incoming").read(name, upTo: 1 << 20)
    return try #require(try JSONParser.parse(bytes).object)
  }

  /// Runs the program with this configuration.
  func run(_ words: String...) async -> Run {
    await run(words + ["--config", configuration])
  }

  /// Runs the program.
  func run(_ words: [String]) async -> Run {
    await Self.run(words, answer: answer.withLock { $0 }, runtimeDirectory: runtimeDirectory)
  }

  /// Runs the program with this configuration, in a changed environment.
  func run(_ words: String..., changing change: (inout Context) -> Void) async -> Run {
    await Self.run(
      words + ["--config", configuration],
      answer: answer.withLock { $0 },
      runtimeDirectory: runtimeDirectory,
      changing: change
    )
  }

  /// Runs the program for a caller at the console's socket.
  func run(_ words: [String], for caller: CommandCaller, masked: Bool = false) async -> Run {
    await Self.run(words, runtimeDirectory: runtimeDirectory) { [configuration] context in
      context.caller = caller
      if masked { context.console.disclosure = .masked(own: []) }
      context.standardConfigurationPath = configuration
    }
  }

  /// Adds a unit that runs the fixture's configuration.
  func install(_ change: (inout ServiceUnit) -> Void) {
    var unit = ServiceUnit(name: ServiceManager.unitName)
    unit.command = ["/usr/local/bin/smsdispatch", "serve", "--config", configuration]
    unit.user = UserAccount.label(UserAccount.effectiveUser)
    change(&unit)
    answer.withLock { $0 = .unit(unit) }
  }

  static func run(
    _ words: [String],
    columns: Int? = nil,
    isJournal: Bool = false,
    answer: ServiceManager.Answer = .noUnit,
    runtimeDirectory: String? = nil,
    changing change: (inout Context) -> Void = { _ in }
  ) async -> Run {
    await run(
      bytes: words.map { Array($0.utf8) },
      columns: columns,
      isJournal: isJournal,
      answer: answer,
      runtimeDirectory: runtimeDirectory,
      changing: change
    )
  }

  /// Runs the program with arguments that need not be UTF-8.
  static func run(
    bytes words: [[UInt8]],
    columns: Int? = nil,
    isJournal: Bool = false,
    answer: ServiceManager.Answer = .noUnit,
    runtimeDirectory: String? = nil,
    changing change: (inout Context) -> Void = { _ in }
  ) async -> Run {
    let transcript = Mutex(Run(exit: .done, output: "", error: ""))
    let facts = Console.Facts(columns: columns, hasStyles: false)
    var console = Console(output: facts, error: facts) { stream, text in
      transcript.withLock { run in
        switch stream {
        case .output: run.output += text
        case .error: run.error += text
        }
      }
    }
    console.isJournal = isJournal
    var context = Context(
      console: console,
      wall: { Clocks.wall },
      monotonic: { Clocks.monotonic }
    )
    context.serviceManager = ServiceManager { _ in answer }
    context.environment = { [:] }
    context.runtimeDirectory = runtimeDirectory ?? "/nowhere"
    change(&context)
    let exit = await Program(context).run(bytes: words)
    return transcript.withLock { run in
      run.exit = exit
      return run
    }
  }
}
