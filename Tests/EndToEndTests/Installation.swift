import FlowrouteSimulator
import SMSJSON
import SMSSpool
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

  /// Starts the program; what it writes goes to `<log>.out` and `<log>.err`.
  func start(_ words: [String], log: String) throws -> ChildProcess {
    var command = ChildCommand(try BuiltProgram.path(of: "smsdispatch"), words, environment: [:])
    command.output = .file(directory.path("\(log).out"))
    command.error = .file(directory.path("\(log).err"))
    return try ChildProcess(command)
  }

  /// Starts the program by a shell that redirects its streams, such as `2>&-`.
  func start(_ words: [String], redirecting streams: String) throws -> ChildProcess {
    let script = "exec \"$0\" \"$@\" \(streams)"
    return try ChildProcess(
      ChildCommand(
        "/bin/sh",
        ["-c", script, try BuiltProgram.path(of: "smsdispatch")] + words,
        environment: [:]
      )
    )
  }

  /// Starts `serve` from a shell command, in which `"$@"` is the program with its words; standard
  /// error goes to `serve.err` unless told otherwise.
  func serve(byShell command: String, error: ChildStream? = nil) throws -> ChildProcess {
    let words = [try BuiltProgram.path(of: "smsdispatch"), "serve", "--config", configuration]
    var shell = ChildCommand("sh", ["-c", command, "sh"] + words, environment: [:])
    shell.output = .file(directory.path("serve.out"))
    shell.error = error ?? .file(directory.path("serve.err"))
    return try ChildProcess(shell)
  }

  /// Puts a request where a producer does; the spool need not be there yet.
  func submit(_ id: String, to: String = "12065550142", body: String = "Hi") throws {
    let request = "{\"id\": \"\(id)\", \"to\": \"\(to)\", \"body\": \"\(body)\"}"
    let name = try #require(FileName(id + ".json"))
    try SpoolLayout(root: directory.path("spool")).make()
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
    // A program that does not end as it should must not hold up the tests.
    var command = ChildCommand(
      "timeout",
      ["30", try BuiltProgram.path(of: "smsdispatch")] + words,
      environment: [:]
    )
    command.output = .file(directory.path("run.out"))
    command.error = .file(directory.path("run.err"))
    let status = try await ChildProcess(command).wait()
    return (status, try read("run.out"), try read("run.err"))
  }
}
