import FlowrouteSimulator
import SMSJSON
import SMSSandbox
import SMSSpool
import SMSSystem
import TestSupport
import Testing

/// A configuration in a temporary directory, on which the built program runs as a process.
struct ProgramFixture {
  let directory: TemporaryDirectory
  private let sandbox: Sandbox

  init(port: UInt16 = 9, members: String = "") throws {
    directory = try TemporaryDirectory()
    sandbox = Sandbox(path: directory.path)
    try sandbox.writeKeys()
    var configuration = SandboxConfiguration(port: port)
    configuration.members = """
      min_free_mb: 0,
      log: { format: "text" },
      \(members)
      """
    try sandbox.configure(configuration)
  }

  var configuration: String { sandbox.configurationPath }

  func write(_ name: FileName, _ text: String) throws {
    try sandbox.write(name, text)
  }

  func read(_ name: FileName) throws -> String {
    try sandbox.read(name)
  }

  /// Starts the program with its output in `<log>.out` and `<log>.err`.
  func start(_ words: [String], log: String) throws -> ChildProcess {
    var command = ChildCommand(
      try CurrentProcess.program(beside: "smsdispatch"),
      words,
      environment: [:]
    )
    command.output = .file(directory.path("\(log).out"))
    command.error = .file(directory.path("\(log).err"))
    return try ChildProcess(command)
  }

  /// Starts the program from a shell that redirects its streams, such as `2>&-`.
  func start(_ words: [String], redirecting streams: String) throws -> ChildProcess {
    let script = "exec \"$0\" \"$@\" \(streams)"
    return try ChildProcess(
      ChildCommand(
        "/bin/sh",
        ["-c", script, try CurrentProcess.program(beside: "smsdispatch")] + words,
        environment: [:]
      )
    )
  }

  /// Starts `serve` from a shell command in which `"$@"` is the program with its arguments;
  /// standard error is written to `serve.err` by default.
  func serve(byShell command: String, error: ChildStream? = nil) throws -> ChildProcess {
    let words = [
      try CurrentProcess.program(beside: "smsdispatch"), "serve", "--config", configuration,
    ]
    var shell = ChildCommand("sh", ["-c", command, "sh"] + words, environment: [:])
    shell.output = .file(directory.path("serve.out"))
    shell.error = error ?? .file(directory.path("serve.err"))
    return try ChildProcess(shell)
  }

  /// Submits a request; the spool need not exist yet.
  func submit(_ id: String, to: String = "12065550142", body: String = "Hi") throws {
    let request = "{\"id\": \"\(id)\", \"to\": \"\(to)\", \"body\": \"\(body)\"}"
    let name = try #require(FileName(id + ".json"))
    try sandbox.spool().make()
    try Directory(path: directory.path("spool/incoming"))
      .writeReplacing(name, Array(request.utf8), durable: false)
  }

  /// Waits for the final status of a request.
  func status(of id: String) async throws -> String {
    let name = try #require(FileName(id + ".json"))
    return try await DirectoryWatch.wait(in: try Directory(path: directory.path("spool/results"))) {
      guard
        let bytes = try? Directory(path: directory.path("spool/results")).read(name, upTo: 1 << 20)
      else { return nil }
      let result = try JSONParser.parse(bytes).object
      return result?["final"]?.bool == true ? result?["status"]?.string : nil
    }
  }

  /// Starts `serve`, and returns once it accepts requests.
  func serve(environment: [String: String] = [:]) async throws -> ChildProcess {
    let daemon = try DaemonProcess(in: sandbox, log: "serve.err", environment: environment)
    try await daemon.waitUntilReady()
    return daemon.process
  }

  /// Waits for a text in a log.
  func logged(_ text: String, in name: FileName) async throws {
    try await OutputFile(name, in: directory.path).line(containing: [text])
  }

  /// Runs the program to its end.
  func run(
    _ words: String...
  ) async throws -> (status: SMSSystem.ExitStatus, output: String, error: String) {
    // A program that does not end must not block the tests.
    var command = ChildCommand(
      "timeout",
      ["30", try CurrentProcess.program(beside: "smsdispatch")] + words,
      environment: [:]
    )
    command.output = .file(directory.path("run.out"))
    command.error = .file(directory.path("run.err"))
    let status = try await ChildProcess(command).wait()
    return (status, try read("run.out"), try read("run.err"))
  }
}
