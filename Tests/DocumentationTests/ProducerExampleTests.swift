import FlowrouteSimulator
import SMSCore
import SMSSpool
import SMSSystem
import TestSupport
import Testing

@Suite(.throttled)
struct ProducerExampleTests {
  /// What is hard to put into JSON by hand.
  private static let text = "Grüße, \"Zoë\" \\ 50 % off 🎿\nSecond line: $HOME `id`"

  private static let deferred: JSONValue = [
    "id": "order-1042", "status": "deferred", "final": false,
  ]
  private static let sent: JSONValue = ["id": "order-1042", "status": "sent", "final": true]
  private static let failed: JSONValue = [
    "id": "order-1042", "status": "failed", "final": true,
    "error": ["code": "forbidden", "hint": "12065550101 is not a number of the account."],
  ]

  @Test("there is a program for the shell, Python, Node and Go")
  func languages() throws {
    #expect(
      try ExampleProgram.all().map(\.file) == ["send.sh", "send.py", "send.mjs", "send.go"]
    )
  }

  @Test(
    "a producer's program submits safely, and waits for the final result",
    arguments: try ExampleProgram.all()
  )
  func submits(program: ExampleProgram) async throws {
    try await ProducerStage.run {
      let session = try await start(program)
      let submission = try await session.request()
      #expect(submission.name == "order-1042.json")
      #expect(submission.status.mode == 0o640)
      #expect(submission.drafts.count == 1)
      #expect(submission.drafts.allSatisfy { $0.hasPrefix(".") })
      #expect(try decode(submission) == Self.text)
      try session.publish(Self.deferred, as: "order-1042.json")
      // More often than a program reads that takes this one for the end.
      for _ in 0..<4 { try await session.resultWasRead("order-1042.json") }
      try session.publish(Self.sent, as: "order-1042.json")
      let end = try await session.end()
      #expect(end.status == .exited(0), "\(end)")
      #expect(end.output.contains("\"sent\""), "\(end)")
    }
  }

  @Test(
    "a producer's program ends with 1 and shows the hint if the message was not sent",
    arguments: try ExampleProgram.all()
  )
  func showsHint(program: ExampleProgram) async throws {
    try await ProducerStage.run {
      let session = try await start(program)
      _ = try await session.request()
      try session.publish(Self.failed, as: "order-1042.json")
      let end = try await session.end()
      #expect(end.status == .exited(1), "\(end)")
      #expect(end.output.contains("12065550101 is not a number of the account."), "\(end)")
    }
  }

  @Test("with the daemon and a provider, the programs do what they promise")
  func endToEnd() async throws {
    try await ProducerStage.run {
      try await LiveDaemon.run { live in
        let programs = try ExampleProgram.all().filter { $0.command != nil }
        let runs = try programs.map { program in
          (
            sent: try run(program, live.spool, "\(program.file)-1", to: "206-555-0142"),
            refused: try run(program, live.spool, "\(program.file)-2", to: "206-555-0403")
          )
        }
        for (sent, refused) in runs {
          let ends = (sent: try await sent.end(), refused: try await refused.end())
          #expect(ends.sent.status == .exited(0), "\(ends.sent)")
          #expect(ends.refused.status == .exited(1), "\(ends.refused)")
          #expect(ends.refused.output.contains("is not a number of the Flowroute account"))
        }
        let messages = await live.simulator.messages
        #expect(messages.map(\.to) == programs.map { _ in "12065550142" })
        #expect(messages.map(\.body) == programs.map { _ in Self.text })
      }
    }
  }

  private func run(
    _ program: ExampleProgram,
    _ spool: String,
    _ id: String,
    to number: String
  ) throws -> ProgramRun {
    let command = program.command ?? []
    return try ProgramRun(program, command: command, [id, number, Self.text], spool: spool)
  }

  private func start(_ program: ExampleProgram) async throws -> ProducerSession {
    guard let command = program.command else {
      try Test.cancel("the language of \(program.file) is not installed")
    }
    return try await ProducerSession(
      program,
      command: command,
      ["order-1042", "+1 206 555 0142", Self.text]
    )
  }

  /// The text that the request asks to send, by the daemon's own reading.
  private func decode(_ submission: ProducerSession.Submission) throws -> String? {
    let now = WallTime(milliseconds: submission.status.changed / 1_000_000)
    let origin = RequestOrigin(stem: "order-1042", changedAt: now, now: now)
    let request = try RequestDecoder(rules: .example()).decode(submission.bytes, from: origin)
    #expect(request.id == "order-1042")
    #expect(request.hasExplicitID)
    guard case .message(let message) = request.content else { return nil }
    #expect(message.to.phone?.digits == "12065550142")
    return message.text.string
  }
}
