import FlowrouteSimulator
import SMSSystem
import TestSupport
import Testing

/// The example programs that log a person in, with the daemon and a provider.
@Suite(.serialized, .timeLimit(.minutes(10)), .throttled)
struct LoginExampleTests {
  @Test("there is a login in Python, Node, Go, PHP and the shell")
  func languages() throws {
    #expect(
      try ExampleProgram.logins().map(\.file)
        == ["login.go", "login.mjs", "login.php", "login.py", "login.sh"]
    )
  }

  @Test("the code from the phone is approved", arguments: try ExampleProgram.logins())
  func approved(program: ExampleProgram) async throws {
    let end = try await logIn(with: program) { $0 }
    #expect(end.status == .exited(0), "\(end)")
    #expect(end.output.contains("approved"), "\(end)")
  }

  @Test("another code is denied", arguments: try ExampleProgram.logins())
  func denied(program: ExampleProgram) async throws {
    let end = try await logIn(with: program) { $0 == "000000" ? "000001" : "000000" }
    #expect(end.status == .exited(1), "\(end)")
    #expect(end.output.contains("denied wrong_code"), "\(end)")
  }

  /// Runs a program, and types what becomes of the code that the phone shows.
  private func logIn(
    with program: ExampleProgram,
    typing: @Sendable @escaping (String) -> String
  ) async throws -> ProgramEnd {
    guard let command = program.command else {
      try Test.cancel("the language of \(program.file) is not installed")
    }
    var end: ProgramEnd?
    try await LiveDaemon.run { live in
      let pipe = try Pipe()
      let run = try ProgramRun(
        program,
        command: command,
        ["12065550147"],
        spool: live.spool,
        input: .descriptor(pipe.reader.raw)
      )
      await live.simulator.wait { $0.messages == 1 }
      let text = try #require(await live.simulator.messages.first?.body)
      try pipe.writer.write(Array((typing(String(text.suffix(6))) + "\n").utf8))
      end = try await run.end()
    }
    return try #require(end)
  }
}
