import SMSJSON
import SMSSandbox
import SMSSpool
import SMSSystem
import Synchronization
import TestSupport
import Testing

/// The built daemon with a page, the simulator as its provider, and jobs of all kinds.
final class PageFixture: Sendable {
  typealias Run = (status: SMSSystem.ExitStatus, output: String, error: String)

  /// The environment of all programs: keys and settings of whoever runs the tests stay out of it.
  private var environment: [String: String] {
    ["PATH": "/usr/bin:/bin", "RUNTIME_DIRECTORY": sandbox.path("run")]
  }

  let sandbox: Sandbox
  let simulator: SimulatorProcess
  private let provider: HostileProvider
  private let directory: TemporaryDirectory
  private let daemon = Mutex<DaemonProcess?>(nil)

  private init(_ directory: TemporaryDirectory) async throws {
    self.directory = directory
    sandbox = Sandbox(path: directory.path)
    provider = try HostileProvider()
    simulator = try await SimulatorProcess(
      ["--rate", "0", "--number", SandboxConfiguration.number, "--number", PageJobs.second],
      in: directory.path,
      environment: [:]
    )
    try directory.directory.makeDirectory("run", mode: 0o755)
    try sandbox.prepare(configuration(port: 0))
  }

  /// Runs a test with a daemon, with or without jobs of all kinds, and a browser; all have ended when
  /// this returns.
  static func run(
    withJobs hasJobs: Bool = false,
    _ test: (PageFixture, Browser) async throws -> Void
  ) async throws {
    let fixture = try await PageFixture(TemporaryDirectory())
    let result: Result<Void, any Error>
    do {
      try await fixture.serve()
      if hasJobs { try await PageJobs.make(fixture) }
      result = .success(try await Browser.run { try await test(fixture, $0) })
    } catch {
      result = .failure(error)
    }
    try await fixture.kill()
    await fixture.simulator.stop()
    fixture.provider.stop()
    try result.get()
  }

  /// Starts the daemon.
  func serve() async throws {
    let started = try DaemonProcess(in: sandbox, environment: environment)
    daemon.withLock { $0 = started }
    try await started.waitUntilReady()
  }

  /// Kills the daemon, if it runs.
  func kill() async throws {
    guard let running = daemon.withLock({ $0 }) else { return }
    daemon.withLock { $0 = nil }
    try? running.process.send(.kill)
    _ = try await running.process.wait()
  }

  private func configuration(port: UInt16) -> SandboxConfiguration {
    PageJobs.configuration(
      in: sandbox.path,
      url: simulator.url,
      hostile: provider.url,
      consolePort: port
    )
  }

  /// Writes the configuration with another port of the page; the next start takes it.
  func setPort(_ port: UInt16) throws {
    try sandbox.configure(configuration(port: port))
  }
}

// MARK: Commands

extension PageFixture {
  /// Runs a command to its end.
  func run(_ words: [String]) async throws -> Run {
    var command = try sandbox.command(words, after: ["timeout", "60"], environment: environment)
    let output = try TemporaryDirectory()
    command.output = .file(output.path("out"))
    command.error = .file(output.path("err"))
    let status = try await ChildProcess(command).wait()
    let texts = try ["out", "err"].map { name in
      String(decoding: try output.directory.read(name, upTo: 1 << 24), as: UTF8.self)
    }
    return (status, texts[0], texts[1])
  }

  /// Runs a command that has to succeed.
  ///
  /// - Returns: Its output.
  @discardableResult
  func succeed(_ words: String...) async throws -> String {
    let run = try await run(words)
    #expect(run.status == .exited(0), "\(words): \(run)")
    return run.output
  }

  /// The address of a login that is good once.
  func loginAddress(acting isActing: Bool) async throws -> String {
    let output = try await isActing ? succeed("console", "--act") : succeed("console")
    let words = output.split(whereSeparator: \.isWhitespace)
    return String(try #require(words.first { $0.hasPrefix("http://") }, "\(output)"))
  }
}

// MARK: Requests

extension PageFixture {
  /// Submits a message; `more` are further members, separated by commas.
  func submit(
    _ id: String,
    to: String = "12065550142",
    body: String = "A text for one person",
    _ more: String = "",
    spool: String = "default"
  ) throws {
    var members = [("id", id), ("to", to), ("body", body)].map { name, value in
      "\"\(name)\": \(PageJobs.quoted(value))"
    }
    if !more.isEmpty { members.append(more) }
    try drop("{\(members.joined(separator: ", "))}", named: "\(id).json", spool: spool)
  }

  /// Puts a file into `incoming/`.
  func drop(_ text: String, named name: String, spool: String = "default") throws {
    let incoming = sandbox.spool(spool == "default" ? "spool" : spool).path(of: .incoming)
    let name = try #require(FileName(name))
    try Directory(path: incoming).writeReplacing(name, Array(text.utf8), durable: false)
  }

  /// Waits until a job has a status.
  func wait(for id: String, toBe status: String, in spool: String = "default") async throws {
    let deadline = Clocks.monotonic + 60_000_000_000
    var shown = ""
    while Clocks.monotonic < deadline {
      shown = try await run(["show", id, "--spool", spool]).output
      if shown.hasPrefix("\(id): \(status)") { return }
    }
    throw NotReached(description: "\(id) is not \(status): \(shown)")
  }

  private struct NotReached: Error, CustomStringConvertible {
    let description: String
  }
}
