import FlowrouteSimulator
import SMSSystem
import TestSupport
import Testing

/// `status --watch` on a terminal, as a person at it would use it.
@Suite("status --watch", .timeLimit(.minutes(10)), .throttled)
struct WatchTests {
  private static let leave = "\u{1B}[?1049l"

  /// Starts the program as the leader of a session on the terminal, so that keys make signals; with
  /// a script, a shell that runs it, in which `"$@"` is the program with its arguments.
  private func watch(
    _ fixture: ProgramFixture,
    on terminal: PseudoTerminal,
    byShell script: String? = nil,
    variables: [String: String] = [:]
  ) async throws -> ChildProcess {
    let words = [
      try CurrentProcess.program(beside: "smsdispatch"), "status", "--watch", "--config",
      fixture.configuration,
    ]
    let shell = script.map { ["/bin/sh", "-c", $0, "sh"] } ?? []
    var environment = ["TERM": "xterm", "PATH": "/usr/bin:/bin", "SWIFT_BACKTRACE": "enable=no"]
    environment["NO_COLOR"] = "1"
    environment.merge(variables) { $1 }
    let command = ChildCommand("setsid", ["-c"] + shell + words, environment: environment)
    return try await terminal.start(command)
  }

  private func installation() async throws -> (FlowrouteSimulator, ProgramFixture, ChildProcess) {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try ProgramFixture(port: simulator.port)
    return (simulator, fixture, try await fixture.serve())
  }

  @Test("Keys hold and release through the daemon, and q gives the terminal back as it was")
  func keys() async throws {
    let (simulator, fixture, daemon) = try await installation()
    let terminal = try PseudoTerminal()
    let before = try await terminal.settings()
    let program = try await watch(fixture, on: terminal)
    _ = try await terminal.expect("Daemon: running")
    _ = try await terminal.expect("q quit")
    #expect(try await !terminal.showsInput())
    try await terminal.press("h")
    _ = try await terminal.expect("Hold spool default? y/N")
    try await terminal.press("y")
    _ = try await terminal.expect("Held: spool default.")
    let audit = try await fixture.run("audit", "--config", fixture.configuration)
    #expect(audit.output.contains("hold"))
    try await terminal.press("r")
    _ = try await terminal.expect("Release spool default? y/N")
    try await terminal.press("\r")
    _ = try await terminal.expect("Nothing was changed.")
    try await terminal.press("r")
    _ = try await terminal.expect("Release spool default? y/N")
    try await terminal.press("y")
    _ = try await terminal.expect("Released: spool default.")
    try await terminal.press("\u{1B}[B")
    _ = try await terminal.expect("> main")
    try await terminal.press("q")
    #expect(try await program.wait() == .exited(0))
    _ = try await terminal.expect(Self.leave)
    #expect(try await terminal.settings() == before)
    try daemon.send(.terminate)
    _ = try await daemon.wait()
    await simulator.stop()
  }

  @Test("It follows the size of the terminal, and a daemon that is killed and comes back")
  func changes() async throws {
    let (simulator, fixture, daemon) = try await installation()
    let terminal = try PseudoTerminal()
    let program = try await watch(fixture, on: terminal)
    _ = try await terminal.expect("main     running")
    try await terminal.resize(columns: 60, rows: 8)
    _ = try await terminal.expect("\u{1B}[2J")
    _ = try await terminal.expect("more lines below")
    try await terminal.resize(columns: 80, rows: 40)
    _ = try await terminal.expect("main     running")
    try daemon.send(.kill)
    _ = try await daemon.wait()
    _ = try await terminal.expect("is gone without having stopped")
    _ = try await terminal.expect("systemctl start smsdispatch")
    try await terminal.press("h")
    _ = try await terminal.expect("? y/N")
    try await terminal.press("y")
    _ = try await terminal.expect("Not done: the daemon is not running")
    let again = try await fixture.serve()
    _ = try await terminal.expect("Daemon: running")
    try await terminal.press("\u{3}")
    #expect(try await program.wait() == .exited(0))
    try again.send(.terminate)
    _ = try await again.wait()
    await simulator.stop()
  }

  @Test(
    "A signal that ends it gives the terminal back first",
    arguments: [Signal.terminate, .hangUp]
  )
  func ends(by signal: Signal) async throws {
    let (simulator, fixture, daemon) = try await installation()
    let terminal = try PseudoTerminal()
    let before = try await terminal.settings()
    let program = try await watch(fixture, on: terminal)
    _ = try await terminal.expect("q quit")
    #expect(try await terminal.settings() != before)
    try program.send(signal)
    #expect(try await program.wait() == .signaled(signal))
    _ = try await terminal.expect(Self.leave)
    #expect(try await terminal.settings() == before)
    try daemon.send(.terminate)
    _ = try await daemon.wait()
    await simulator.stop()
  }

  @Test("Ctrl-Z gives the terminal to the shell, and fg takes it again")
  func jobControl() async throws {
    let (simulator, fixture, daemon) = try await installation()
    let terminal = try PseudoTerminal()
    let before = try await terminal.settings()
    let script = #"set -m; "$@"; echo stopped; read line; fg; echo over with $?"#
    let shell = try await watch(fixture, on: terminal, byShell: script)
    _ = try await terminal.expect("q quit")
    try await terminal.press("\u{1A}")
    let left = try await terminal.expect("stopped\r\n")
    #expect(left.contains(Self.leave))
    #expect(try await terminal.settings() == before)
    try await terminal.type("")
    _ = try await terminal.expect("q quit")
    #expect(try await !terminal.showsInput())
    try await terminal.press("q")
    _ = try await terminal.expect("over with 0")
    _ = try await shell.wait()
    #expect(try await terminal.settings() == before)
    try daemon.send(.terminate)
    _ = try await daemon.wait()
    await simulator.stop()
  }

  @Test("In the background it leaves the terminal alone, until fg")
  func background() async throws {
    let (simulator, fixture, daemon) = try await installation()
    let terminal = try PseudoTerminal()
    let before = try await terminal.settings()
    let script = #"set -m; "$@" & echo started; read line; fg; echo over with $?"#
    let shell = try await watch(fixture, on: terminal, byShell: script)
    _ = try await terminal.expect("started\r\n")
    // A whole status: the job had time to take the terminal.
    _ = try await fixture.run("status", "--config", fixture.configuration)
    #expect(try await terminal.settings() == before)
    try await terminal.type("")
    _ = try await terminal.expect("q quit")
    try await terminal.press("q")
    _ = try await terminal.expect("over with 0")
    _ = try await shell.wait()
    try daemon.send(.terminate)
    _ = try await daemon.wait()
    await simulator.stop()
  }

  @Test("Without a terminal, or with one that has no cursor, it says what to do instead")
  func noTerminal() async throws {
    let fixture = try ProgramFixture()
    let run = try await fixture.run("status", "--watch", "--config", fixture.configuration)
    #expect(run.status == .exited(64))
    #expect(run.error.contains("--watch needs a terminal on standard input and output"))
    #expect(run.error.contains("while sleep"))
    let terminal = try PseudoTerminal()
    let program = try await watch(fixture, on: terminal, variables: ["TERM": "dumb"])
    _ = try await terminal.expect("needs a terminal with a cursor, which TERM names")
    #expect(try await program.wait() == .exited(64))
  }
}
