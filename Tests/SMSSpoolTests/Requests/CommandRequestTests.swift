import SMSCore
import SMSSpool
import Testing

@Suite struct CommandRequestTests {
  struct Row: CustomTestStringConvertible, Sendable {
    let text: String
    let command: Command
    var testDescription: String { text }

    init(_ text: String, _ command: Command) {
      self.text = text
      self.command = command
    }
  }

  private func decode(_ text: String, rules: RequestRules) throws -> Request {
    try RequestDecoder(rules: rules).decode(Array(text.utf8), from: Sample.origin(stem: "op-1"))
  }

  @Test(
    "an operator's request becomes its command",
    arguments: [
      Row(
        #"{"kind": "cancel", "message": "a", "spool": "shop"}"#,
        .cancel(JobName(spool: "shop", id: "a"))
      ),
      Row(#"{"kind": "hold", "all": true}"#, .hold(.all)),
      Row(#"{"kind": "hold", "spool": "shop"}"#, .hold(.spool("shop"))),
      Row(#"{"kind": "hold", "account": "main"}"#, .hold(.account("main"))),
      Row(
        #"{"kind": "hold", "message": "a", "spool": "shop"}"#,
        .hold(.job(JobName(spool: "shop", id: "a")))
      ),
      Row(#"{"kind": "release", "spool": "gone"}"#, .release(.spool("gone"))),
      Row(
        #"{"kind": "retry", "message": "a", "spool": "shop"}"#,
        .retry(JobName(spool: "shop", id: "a"))
      ),
      Row(#"{"kind": "retry", "error": "forbidden"}"#, .retryAll(code: .forbidden, spool: nil)),
      Row(
        #"{"kind": "retry", "error": "timeout", "spool": "shop"}"#,
        .retryAll(code: .timeout, spool: "shop")
      ),
      Row(#"{"kind": "flush"}"#, .flush(spool: nil)),
      Row(#"{"kind": "flush", "spool": "shop"}"#, .flush(spool: "shop")),
    ]
  )
  func commands(_ row: Row) throws {
    let request = try decode(row.text, rules: Sample.operatorRules)
    #expect(request.content == .command(row.command))
    #expect(request.id == "op-1")
  }

  @Test("a producer cancels only in its own spool")
  func cancel() throws {
    let request = try decode(#"{"kind": "cancel", "message": "a"}"#, rules: Sample.rules)
    #expect(request.content == .command(.cancel(JobName(spool: "default", id: "a"))))
    let failure = #expect(throws: RequestDecoder.Failure.self) {
      try decode(#"{"kind": "cancel", "message": "a", "spool": "shop"}"#, rules: Sample.rules)
    }
    #expect(failure?.refusal.error.message.contains("spool: is not a known member") == true)
  }

  @Test(
    "a command that is not clear is refused",
    arguments: [
      (#"{}"#, "kind: is missing"),
      (#"{"kind": "message", "to": "12065550142"}"#, "kind: message is not taken in this spool"),
      (#"{"kind": "hold"}"#, "must name one of `all`"),
      (#"{"kind": "hold", "all": true, "spool": "shop"}"#, "must name one of `all`"),
      (#"{"kind": "hold", "all": false}"#, "all: must be true"),
      (#"{"kind": "hold", "spool": "shpo"}"#, "spool: is no spool of the configuration"),
      (#"{"kind": "cancel", "message": "a"}"#, "spool: is missing"),
      (#"{"kind": "cancel", "spool": "shop"}"#, "message: is missing"),
      (#"{"kind": "cancel", "message": "../a", "spool": "shop"}"#, "message: must be 1 to 128"),
      (#"{"kind": "retry", "error": "forbiden"}"#, "error: must be one of"),
      (#"{"kind": "retry", "error": "timeout", "message": "a"}"#, "exclude each other"),
      (#"{"kind": "flush", "message": "a"}"#, "message: does not belong to a flush request"),
    ]
  )
  func unclear(_ text: String, _ message: String) {
    let failure = #expect(throws: RequestDecoder.Failure.self) {
      try decode(text, rules: Sample.operatorRules)
    }
    #expect(failure?.refusal.error.code == .invalidRequest)
    #expect(failure?.refusal.error.message.contains(message) == true)
  }
}
