import FlowrouteSimulator
import SMSSpool
import SMSSystem
import TestSupport

/// A configuration with all that it names below one directory, and the programs that run on it.
struct Site: Sendable {
  /// The spools, which share one account.
  static let spools = ["default", "second"]

  /// The account's numbers.
  static let numbers = ["12065550101", "12065550102"]

  /// The directory that holds it all.
  let root: String

  /// What comes in front of the daemon's command, such as one that puts it into a network.
  var prefix: [String] = []

  /// Sets up what a daemon needs.
  ///
  /// - Parameters:
  ///   - root: A directory that is there.
  ///   - port: The provider's.
  ///   - settings: What differs from test to test.
  /// - Throws: `SystemError`.
  init(root: String, port: UInt16, _ settings: SiteSettings = SiteSettings()) throws {
    self.root = root
    try write("access-key", Credentials.demo.accessKey)
    try write("secret-key", Credentials.demo.secretKey)
    try write("config.json5", settings.text(root: root, port: port))
    for spool in Self.spools { try layout(of: spool).make() }
  }

  /// Where a spool's directories are.
  func layout(of spool: String) -> SpoolLayout { SpoolLayout(root: "\(root)/\(spool)") }

  var configuration: String { "\(root)/config.json5" }

  private func write(_ name: String, _ text: String) throws {
    guard let name = FileName(name) else { return }
    try Directory(path: root).writeReplacing(name, Array(text.utf8), durable: true)
  }

  /// The names in a directory of a spool, in order.
  func names(in directory: SpoolDirectory, of spool: String) throws -> [String] {
    var listing = try Directory(path: layout(of: spool).path(of: directory)).listing()
    var names: [String] = []
    while let entry = try listing.next() { names.append(entry.name.escaped) }
    return names.sorted()
  }

  /// Starts the program; what it writes is added to a file of the directory `logs`.
  func start(_ words: [String], logs: String, log: String) throws -> ChildProcess {
    let program = try BuiltProgram.path(of: "smsdispatch")
    let line = prefix + [program] + words + ["--config", configuration]
    var command = ChildCommand(line[0], Array(line.dropFirst()))
    command.output = .file("\(logs)/\(log).out")
    command.error = .appendedFile("\(logs)/\(log).err")
    return try ChildProcess(command)
  }

  /// Starts the daemon.
  func serve(logs: String) throws -> ChildProcess {
    try start(["serve"], logs: logs, log: "serve")
  }
}
