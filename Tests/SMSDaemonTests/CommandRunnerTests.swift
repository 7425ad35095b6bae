import SMSCore
import SMSListener
import SMSSystem
import Synchronization
import TestSupport
import Testing

@testable import SMSDaemon

@Suite("Commands for callers at the console", .serialized, .timeLimit(.minutes(10)), .throttled)
struct CommandRunnerTests {
  /// A runner at a socket, with a shell script in place of the program.
  private final class Fixture: Sendable {
    let directory: TemporaryDirectory
    let runner: CommandRunner
    let listener: ConsoleListener

    init(
      _ script: String,
      limits: CommandRunner.Limits = .init(),
      rights: ConsoleRights? = .read
    ) async throws {
      directory = try TemporaryDirectory()
      let program = directory.path("program")
      try directory.directory.writeReplacing(
        "program",
        Array("#!/bin/sh\ncd \(directory.path)\n\(script)\n".utf8),
        mode: 0o755,
        durable: false
      )
      let options = DaemonOptions(
        configurationPath: "/etc/c.json5",
        environment: ["FLOWROUTE_SECRET_KEY": "secret", "RUNTIME_DIRECTORY": "/run/x"],
        processID: 1
      )
      let log = Log(format: .text, level: .debug, sink: { _ in })
      runner = CommandRunner(program, options, log: log, limits: limits) { _ in rights }
      let socket = try LocalSocket.listening(at: directory.path("socket"), mode: 0o600).release()
      listener = try await ConsoleListener.start(
        ConsoleSettings(.socket(socket, admits: { _ in true })),
        [runner.route]
      )
    }

    func post(_ words: [String] = ["list"]) async throws -> ConsoleCall {
      try await post(CommandCall(words).body)
    }

    func post(_ body: [UInt8]) async throws -> ConsoleCall {
      try await ConsoleCall.post("/v1/run", body, socket: directory.path("socket"))
    }

    /// Waits for the beginning of an answer on a thread of its own: the daemon's part needs those that
    /// tests share.
    func begin() async throws -> Connection {
      let path = directory.path("socket")
      return try await withCheckedThrowingContinuation { continuation in
        BlockingThread.run {
          continuation.resume(with: Result { try Connection(to: path) })
        }
      }
    }

    func read(_ name: FileName) throws -> String {
      String(decoding: try directory.directory.read(name, upTo: 1 << 16), as: UTF8.self)
    }

    func stop() async {
      await runner.stop()
      await listener.stop()
    }
  }

  /// A call whose answer has begun.
  private final class Connection: Sendable {
    private let socket: FileDescriptor
    /// Whether the command runs.
    let isRunning: Bool

    init(to path: String) throws {
      socket = try LocalSocket.connected(to: path, patience: 300)
      try socket.write(ConsoleCall.postRequest("/v1/run", CommandCall(["list"]).body))
      let head = String(decoding: try socket.readSome(upTo: 1 << 12), as: UTF8.self)
      isRunning = head.split(separator: " ").dropFirst().first == "200"
    }

    func rest() throws -> String {
      String(decoding: try socket.read(upTo: 1 << 12), as: UTF8.self)
    }
  }

  @Test("are run with what is known about the caller, and nothing of the daemon's environment")
  func run() async throws {
    let fixture = try await Fixture("cat >input; env >env; echo \"$*\" >words; printf 'exit 0\\n'")
    let answer = try await fixture.post(["show", "a b"])
    #expect(answer.status == 200 && answer.body == "exit 0\n")
    let admitted = try #require(AdmittedCall(Array(try fixture.read("input").utf8)))
    #expect(admitted.call.arguments == ["show", "a b"])
    #expect(admitted.user == CurrentProcess.user && admitted.rights == .read)
    #expect(admitted.configurationPath == "/etc/c.json5")
    #expect(try fixture.read("words") == "--run-call\n")
    let environment = try fixture.read("env")
    #expect(environment.contains("RUNTIME_DIRECTORY=/run/x"))
    #expect(!environment.contains("secret"))
    await fixture.stop()
  }

  @Test("are refused to strangers, for another configuration, and if the call is wrong or too long")
  func refusals() async throws {
    let fixture = try await Fixture("touch ran")
    #expect(try await fixture.post(Array("{}".utf8)).status == 400)
    let other = CommandCall(["list"], configurationPath: "/etc/d.json5")
    #expect(try await fixture.post(other.body).status == 409)
    #expect(try await fixture.post([String(repeating: "a", count: 3_000)]).status == 413)
    await fixture.stop()
    let closed = try await Fixture("touch ran", rights: nil)
    #expect(try await closed.post().status == 403)
    for fixture in [fixture, closed] { #expect(try !fixture.directory.directory.contains("ran")) }
    await closed.stop()
  }

  @Test("give many megabytes through a small buffer")
  func large() async throws {
    let fixture = try await Fixture("head -c 900000 /dev/zero | tr '\\0' x; printf 'exit 0\\n'")
    let answer = try await fixture.post()
    #expect(answer.body.utf8.count == 900_007 && answer.body.hasSuffix("xexit 0\n"))
    await fixture.stop()
  }

  @Test("wait while their caller reads nothing, and are killed when it leaves")
  func stalled() async throws {
    let fixture = try await Fixture("echo $$ >pid; exec yes")
    var connection: Connection? = try await fixture.begin()
    #expect(connection?.isRunning == true)
    var process: Int32?
    while process == nil {
      process = (try? fixture.read("pid"))?.split(separator: "\n").first.flatMap { Int32($0) }
      await Task.yield()
    }
    let yes = try #require(process)
    // What it writes fills the buffers on the way; then it waits.
    while Self.state(of: yes) != "S" { await Task.yield() }
    connection = nil
    while Self.state(of: yes) != nil { await Task.yield() }
    await fixture.stop()
  }

  @Test("are killed when their time is over, or the console stops; their answers have no end")
  func limits() async throws {
    var limits = CommandRunner.Limits()
    limits.time = Interval(milliseconds: 200)
    let short = try await Fixture("printf 'out 1\\na'; exec sleep 1000", limits: limits)
    let answer = try await short.post()
    #expect(answer.status == 200 && answer.body == "out 1\na")
    await short.stop()
    let fixture = try await Fixture("printf 'out 1\\na'; exec sleep 1000")
    let connection = try await fixture.begin()
    await fixture.runner.stop()
    #expect(try await fixture.post().status == 503)
    #expect(try !connection.rest().contains("exit"))
    await fixture.listener.stop()
  }

  @Test("are bounded in number, for each user too, and there is a place again after the end")
  func busy() async throws {
    for (runs, ofUser, words) in [(9, 2, "run for you"), (2, 9, "run for others")] {
      var limits = CommandRunner.Limits()
      (limits.runs, limits.runsOfUser) = (runs, ofUser)
      let fixture = try await Fixture("yes", limits: limits)
      var calls = [try await fixture.begin(), try await fixture.begin()]
      #expect(calls.map(\.isRunning) == [true, true])
      let refused = try await fixture.post()
      #expect(refused.status == 503 && refused.body == "2 commands \(words) already\n")
      calls.removeLast()
      while try await !fixture.begin().isRunning { await Task.yield() }
      await fixture.stop()
    }
  }

  /// The state of a process; nil once it is gone.
  private static func state(of process: Int32) -> String? {
    guard let file = try? FileDescriptor(opening: "/proc/\(process)/stat"),
      let bytes = try? file.read(upTo: 1 << 12)
    else { return nil }
    return String(decoding: bytes, as: UTF8.self).split(separator: " ").dropFirst(2).first
      .map(String.init)
  }
}
