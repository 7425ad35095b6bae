import FlowrouteSimulator
import SMSSystem
import TestSupport
import Testing

/// The sample login, driven through a terminal as a person would.
@Suite("two-factor", .timeLimit(.minutes(10)), .throttled)
struct TwoFactorTests {
  private static let success = "Success! You have unlocked two-factor authentication."

  private func start(_ words: [String], on terminal: PseudoTerminal) async throws -> ChildProcess {
    var command = ChildCommand(try CurrentProcess.program(beside: "two-factor"), words)
    command.directory = "/"
    // A signal that ends it must not start a debugger on the terminal.
    command.environment = Environment.all().merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
    return try await terminal.start(command)
  }

  /// The code in what the demo's phone shows.
  private func code(in text: String) throws -> String {
    let match = try #require(text.firstMatch(of: /\[phone \d{11}\] Your secret code is (\d{6})/))
    return String(match.1)
  }

  @Test("The demo leads from the password over a new phone to success")
  func demo() async throws {
    let terminal = try PseudoTerminal()
    let program = try await start(["--demo"], on: terminal)
    let opening = try await terminal.expect("User name: ")
    let place = try #require(opening.firstMatch(of: /\/\S*two-factor-demo-\w+/)).0
    try await terminal.type("demo")
    _ = try await terminal.expect("Password: ")
    try await terminal.type("open sesame")
    let afterPassword = try await terminal.expect("such as 12065550142: ")
    #expect(!afterPassword.contains("open sesame"))
    try await terminal.type("555-0142")
    _ = try await terminal.expect("That is not a phone number of the US or Canada")
    _ = try await terminal.expect("such as 12065550142: ")
    try await terminal.type("(206) 555-0142")
    let code = try code(in: try await terminal.expect("Code (5 attempts and "))
    _ = try await terminal.expect("r sends it again): ")
    try await terminal.type(code == "111111" ? "222222" : "111111")
    _ = try await terminal.expect("That is not the code.")
    _ = try await terminal.expect("Code (4 attempts and ")
    _ = try await terminal.expect("r sends it again): ")
    try await terminal.type("\(code.prefix(3)) \(code.suffix(3))")
    _ = try await terminal.expect(Self.success)
    #expect(try await program.wait() == .exited(0))
    try FilesBelow(String(place)).remove()
  }

  @Test("Users are saved with hashes, a saved phone is used, and r sends the same code again")
  func savedPhone() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try ProgramFixture(
      port: simulator.port,
      members: "verification: { resend_after_seconds: 0, max_codes_per_hour: 100 },"
    )
    let daemon = try await fixture.serve()
    try await addUser(in: fixture)
    for isFirst in [true, false] {
      let terminal = try PseudoTerminal()
      let program = try await logIn(on: terminal, in: fixture, password: "open sesame")
      if isFirst {
        _ = try await terminal.expect("such as 12065550142: ")
        try await terminal.type("12065550142")
      }
      _ = try await terminal.expect("again): ")
      let first = try #require(await simulator.messages.last?.body)
      try await terminal.type("r")
      _ = try await terminal.expect("again): ")
      #expect(await simulator.messages.last?.body == first)
      try await terminal.type(String(first.suffix(6)))
      _ = try await terminal.expect(Self.success)
      #expect(try await program.wait() == .exited(0))
    }
    #expect(await simulator.messages.map(\.to) == [String](repeating: "12065550142", count: 4))
    try daemon.send(.terminate)
    #expect(try await daemon.wait() == .exited(0))
    await simulator.stop()
  }

  @Test(
    "A signal at a hidden question leaves a terminal that shows what is typed",
    arguments: [Signal.interrupt, .terminate, .hangUp, .quit]
  )
  func givenUp(_ signal: Signal) async throws {
    let directory = try TemporaryDirectory()
    let users = ["--users", directory.path("users")]
    for (words, name) in [(["user", "add", "alice"], nil), ([], "alice")] {
      let terminal = try PseudoTerminal()
      let program = try await start(words + users, on: terminal)
      if let name {
        _ = try await terminal.expect("User name: ")
        try await terminal.type(name)
      }
      _ = try await terminal.expect(name == nil ? "Password for alice: " : "Password: ")
      #expect(try await !terminal.showsInput())
      try program.send(signal)
      #expect(try await program.wait() == .exited(1))
      #expect(try await terminal.showsInput())
    }
  }

  @Test("A file of users that others may write is refused")
  func openUsers() async throws {
    let directory = try TemporaryDirectory()
    try directory.directory.writeReplacing("users", [], mode: 0o622, durable: false)
    let terminal = try PseudoTerminal()
    let program = try await start(["--users", directory.path("users")], on: terminal)
    _ = try await terminal.expect("Run: chmod 600 \(directory.path("users"))")
    #expect(try await program.wait() == .exited(1))
  }

  @Test("A demo that is ended by a signal ends its daemon as well")
  func demoEnded() async throws {
    let terminal = try PseudoTerminal()
    let program = try await start(["--demo"], on: terminal)
    let opening = try await terminal.expect("User name: ")
    let place = String(try #require(opening.firstMatch(of: /\/\S*two-factor-demo-\w+/)).0)
    let directory = try Directory(path: place)
    let log: @Sendable (String) -> Bool? = { line in
      guard let bytes = try? directory.read("daemon.log", upTo: 1 << 20) else { return nil }
      return String(decoding: bytes, as: UTF8.self).contains(line) ? true : nil
    }
    // Before it watches signals, TERM would end it without a word.
    _ = try await DirectoryWatch.wait(in: directory) { log(" ready") }
    try program.send(.terminate)
    #expect(try await program.wait() == .exited(1))
    _ = try await DirectoryWatch.wait(in: directory) { log(" stopped") }
    try FilesBelow(place).remove()
  }

  @Test("A wrong password ends it, and five wrong codes lock the phone")
  func refused() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try ProgramFixture(port: simulator.port)
    let daemon = try await fixture.serve()
    try await addUser(in: fixture)
    let other = try PseudoTerminal()
    let refused = try await logIn(on: other, in: fixture, password: "open barley")
    _ = try await other.expect("The name or the password is wrong.")
    #expect(try await refused.wait() == .exited(1))
    let terminal = try PseudoTerminal()
    let program = try await logIn(on: terminal, in: fixture, password: "open sesame")
    _ = try await terminal.expect("such as 12065550142: ")
    try await terminal.type("12065550142")
    for _ in 0..<5 {
      _ = try await terminal.expect("again): ")
      try await terminal.type("not it")
    }
    _ = try await terminal.expect("Too many wrong codes. Log in again in ")
    #expect(try await program.wait() == .exited(1))
    try daemon.send(.terminate)
    #expect(try await daemon.wait() == .exited(0))
    await simulator.stop()
  }

  private func addUser(in fixture: ProgramFixture) async throws {
    let terminal = try PseudoTerminal()
    let users = fixture.directory.path("users")
    let program = try await start(["user", "add", "alice", "--users", users], on: terminal)
    _ = try await terminal.expect("Password for alice: ")
    try await terminal.type("open sesame")
    _ = try await terminal.expect("The same again: ")
    try await terminal.type("open sesame")
    let shown = try await terminal.expect("alice is in ")
    #expect(!shown.contains("sesame"))
    #expect(try await program.wait() == .exited(0))
    #expect(try fixture.read("users").hasPrefix("alice:$y$"))
    #expect(try fixture.directory.directory.status("users").mode == 0o600)
  }

  private func logIn(
    on terminal: PseudoTerminal,
    in fixture: ProgramFixture,
    password: String
  ) async throws -> ChildProcess {
    let words = [
      "--users", fixture.directory.path("users"), "--spool",
      fixture.directory.path("spool"),
    ]
    let program = try await start(words, on: terminal)
    _ = try await terminal.expect("User name: ")
    try await terminal.type("alice")
    _ = try await terminal.expect("Password: ")
    try await terminal.type(password)
    return program
  }
}
