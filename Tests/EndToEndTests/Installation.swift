import FlowrouteSimulator
import SMSSystem
import TestSupport
import Testing

/// A configuration in a temporary directory, and the built program run on it as a process.
struct Installation {
  let directory: TemporaryDirectory

  init(port: UInt16 = 9, members: String = "") throws {
    directory = try TemporaryDirectory()
    try write(
      "config.json5",
      """
      {
        state: "\(directory.path)/state",
        spools: { default: { path: "\(directory.path)/spool", default_from: "12065550101" } },
        accounts: {
          main: {
            base_url: "http://127.0.0.1:\(port)", numbers: ["12065550101"],
            access_key_file: "\(directory.path)/access-key",
            secret_key_file: "\(directory.path)/secret-key",
          },
        },
        min_free_mb: 0,
        log: { format: "text" },
        \(members)
      }
      """
    )
    try write("access-key", Credentials.demo.accessKey)
    try write("secret-key", Credentials.demo.secretKey)
  }

  var configuration: String { directory.path("config.json5") }

  func write(_ name: String, _ text: String) throws {
    let name = try #require(FileName(name))
    try directory.directory.writeReplacing(name, Array(text.utf8), durable: false)
  }

  func read(_ name: String) throws -> String {
    let name = try #require(FileName(name))
    return String(decoding: try directory.directory.read(name, upTo: 1 << 20), as: UTF8.self)
  }

  /// A program beside the test's own, both built together.
  static func program(_ name: String = "smsdispatch") throws -> String {
    let own = try CurrentProcess.executablePath()
    let parts = own.split(separator: "/", omittingEmptySubsequences: false)
    // The tests' own file is in the build's directory, or in a bundle there.
    let bundle = parts.lastIndex { $0.hasSuffix(".xctest") } ?? parts.count - 1
    return parts[..<bundle].joined(separator: "/") + "/\(name)"
  }

  /// Starts the program; what it writes goes to `<log>.out` and `<log>.err`.
  func start(_ words: [String], log: String) throws -> ChildProcess {
    var command = ChildCommand(try Self.program(), words, environment: [:])
    command.output = .file(directory.path("\(log).out"))
    command.error = .file(directory.path("\(log).err"))
    return try ChildProcess(command)
  }

  /// Starts the program by a shell that redirects its streams, such as `2>&-`.
  func start(_ words: [String], redirecting streams: String) throws -> ChildProcess {
    let script = "exec \"$0\" \"$@\" \(streams)"
    return try ChildProcess(
      ChildCommand("/bin/sh", ["-c", script, try Self.program()] + words, environment: [:])
    )
  }

  /// Starts `serve`, and returns when it takes requests.
  func serve() async throws -> ChildProcess {
    let process = try start(["serve", "--config", configuration], log: "serve")
    try await logged("ready", in: "serve.err")
    return process
  }

  /// Waits for a line in a log.
  func logged(_ text: String, in name: String) async throws {
    _ = try await DirectoryWatch.wait(in: directory.directory) {
      try? read(name).contains(text) ? true : nil
    }
  }

  /// Runs the program to its end.
  func run(
    _ words: String...
  ) async throws -> (status: SMSSystem.ExitStatus, output: String, error: String) {
    let status = try await start(words, log: "run").wait()
    return (status, try read("run.out"), try read("run.err"))
  }
}
