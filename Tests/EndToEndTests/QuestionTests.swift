import SMSSystem
import TestSupport
import Testing

@Suite("Questions", .timeLimit(.minutes(10)), .throttled)
struct QuestionTests {
  @Test("A person at a terminal is asked before all that matches is canceled")
  func asked() async throws {
    let fixture = try ProgramFixture()
    let daemon = try await fixture.serve()
    let hold = try await fixture.run("hold", "--all", "--config", fixture.configuration)
    #expect(hold.status == .exited(0))
    try fixture.submit("a")
    while true {
      let list = try await fixture.run("list", "--config", fixture.configuration)
      if list.output.contains(" a ") { break }
    }
    for (answer, end) in [("n", "Nothing was changed."), ("y", "1 job canceled")] {
      let terminal = try PseudoTerminal()
      let words = ["cancel", "--spool", "default", "--config", fixture.configuration]
      let program = try CurrentProcess.program(beside: "smsdispatch")
      let process = try await terminal.start(ChildCommand(program, words, environment: [:]))
      let shown = try await terminal.expect("Cancel 1 job? [y/N] ")
      #expect(shown.contains("ACCEPTED (UTC)") && shown.contains("12065550142"))
      try await terminal.type(answer)
      _ = try await terminal.expect(end)
      #expect(try await process.wait() == .exited(answer == "y" ? 0 : 1))
    }
    #expect(try await fixture.status(of: "a") == "canceled")
    try daemon.send(.terminate)
    #expect(try await daemon.wait() == .exited(0))
  }
}
