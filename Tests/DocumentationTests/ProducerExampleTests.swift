import FlowrouteSimulator
import SMSCore
import SMSJSON
import SMSSpool
import SMSSystem
import TestSupport
import Testing

@Suite(.throttled)
struct ProducerExampleTests {
  /// What is hard to put into JSON by hand.
  private static let text = "Grüße, \"Zoë\" \\ 50 % off 🎿\nSecond line: $HOME `id`"

  private static let error: JSONValue = [
    "code": "forbidden", "hint": "12065550101 is not a number of the account.",
  ]

  /// A result of the request, as it is told to who submitted with these tokens.
  private static func result(_ status: String, acks: [String]) -> JSONValue {
    [
      "id": "order-1042", "status": .string(status), "final": .bool(status != "deferred"),
      "error": error, "acks": .array(acks.map { .string($0) }),
    ]
  }

  @Test("there is a program for the shell, Python, Node, Go and PHP")
  func languages() throws {
    #expect(
      try ExampleProgram.all().map(\.file)
        == ["send.go", "send.mjs", "send.php", "send.py", "send.sh"]
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
      let ack = submission.ack
      #expect(ack.count == 32 && submission.name == "\(ack).json")
      #expect(submission.status.mode == 0o640)
      #expect(submission.drafts.count == 1)
      #expect(submission.drafts.allSatisfy { $0.hasPrefix(".") })
      #expect(try decode(submission) == Self.text)
      // Of an earlier request, and not the end of this one.
      for result in [
        Self.result("failed", acks: ["other"]), Self.result("deferred", acks: [ack]),
      ] {
        try session.publish(result, as: "order-1042.json")
        try await session.resultWasRead("order-1042.json")
      }
      try session.publish(Self.result("sent", acks: [ack, "other"]), as: "order-1042.json")
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
      let ack = try await session.request().ack
      try session.publish(Self.result("failed", acks: [ack]), as: "order-1042.json")
      let end = try await session.end()
      #expect(end.status == .exited(1), "\(end)")
      #expect(end.output.contains("12065550101 is not a number of the account."), "\(end)")
    }
  }

  @Test(
    "a producer's program finds the refusal of its own file, not an earlier result of the id",
    arguments: try ExampleProgram.all(),
    [true, false]
  )
  func findsRefusal(program: ExampleProgram, isReadable: Bool) async throws {
    try await ProducerStage.run {
      let session = try await start(program)
      let ack = try await session.request().ack
      try session.publish(Self.result("sent", acks: ["other"]), as: "order-1042.json")
      var refusal = JSONObject([
        ("id", .string(isReadable ? "order-1042" : ack)), ("status", "rejected"), ("final", true),
        ("error", Self.error),
      ])
      if isReadable { refusal.set("ack", .string(ack)) }
      try session.publish(.object(refusal), as: try #require(FileName(ack + ".json")))
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
    let now = WallTime(nanoseconds: submission.status.changed)
    let origin = RequestOrigin(stem: "order-1042", changedAt: now, now: now)
    let request = try RequestDecoder(rules: .example()).decode(submission.bytes, from: origin)
    #expect(request.id == "order-1042")
    #expect(request.hasExplicitID)
    guard case .message(let message) = request.content else { return nil }
    #expect(message.to.phone?.digits == "12065550142")
    return message.text.string
  }
}
