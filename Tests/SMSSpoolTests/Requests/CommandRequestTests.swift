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
      Row(
        #"{"kind": "retry", "error": "forbidden"}"#,
        .act(.retry, JobFilter(errors: [.forbidden]))
      ),
      Row(
        #"{"kind": "retry", "error": "timeout", "spool": "shop"}"#,
        .act(.retry, JobFilter(errors: [.timeout], spools: ["shop"]))
      ),
      Row(#"{"kind": "flush"}"#, .act(.flush, .all)),
      Row(
        #"{"kind": "callbacks", "action": "set", "account": "main"}"#,
        .callbacks(.set, account: "main")
      ),
      Row(#"{"kind": "callbacks", "action": "token"}"#, .callbacks(.token, account: nil)),
      Row(
        #"{"kind": "numbers", "action": "buy", "from": "12065550101", "account": "main"}"#,
        .numbers(.buy, phone(101), account: "main")
      ),
      Row(#"{"kind": "flush", "spool": "shop"}"#, .act(.flush, JobFilter(spools: ["shop"]))),
      Row(
        #"{"kind": "cancel", "match": {"status": "queued", "spool": ["shop", "gone"]}}"#,
        .act(.cancel, JobFilter(states: [.queued], spools: ["shop", "gone"]))
      ),
      Row(
        #"{"kind": "hold", "match": {"error": "timeout"}}"#,
        .act(.hold, JobFilter(errors: [.timeout]))
      ),
      Row(
        #"{"kind": "release", "match": {"spool": "shop"}}"#,
        .act(.release, JobFilter(spools: ["shop"]))
      ),
      Row(
        #"{"kind": "retry", "match": {"status": ["canceled", "expired"]}}"#,
        .act(.retry, JobFilter(states: [.canceled, .expired]))
      ),
      Row(
        #"{"kind": "flush", "match": {"error": ["timeout"]}}"#,
        .act(.flush, JobFilter(errors: [.timeout]))
      ),
      Row(#"{"kind": "optout", "to": "206-555-0142"}"#, .optOut(phone(142), sender: nil)),
      Row(
        #"{"kind": "optin", "to": "12065550142", "from": "12065550101"}"#,
        .optIn(phone(142), sender: phone(101))
      ),
      Row(
        #"{"kind": "import", "file": ".attached-a7"}"#,
        .importOptOuts(file: ".attached-a7")
      ),
    ]
  )
  func commands(_ row: Row) throws {
    let request = try decode(row.text, rules: Sample.operatorRules)
    #expect(request.content == .command(row.command))
    #expect(request.id == "op-1")
  }

  private static func phone(_ last: UInt64) -> PhoneNumber {
    guard let number = try? PhoneNumber(value: 12_065_550_000 + last) else {
      preconditionFailure("a number of the plan")
    }
    return number
  }

  @Test("a producer looks messages of its spool up, by our id or the provider's")
  func lookup() throws {
    let request = try decode(#"{"kind": "lookup", "message": "mdr2-1"}"#, rules: Sample.rules)
    #expect(request.content == .command(.lookup(JobName(spool: "default", id: "mdr2-1"))))
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
      (#"{"kind": "hold", "spool": "shpo"}"#, "spool: is not a known spool"),
      (#"{"kind": "cancel", "message": "a"}"#, "spool: is missing"),
      (#"{"kind": "cancel", "spool": "shop"}"#, "message: is missing"),
      (#"{"kind": "cancel", "message": "../a", "spool": "shop"}"#, "message: must be 1 to 128"),
      (#"{"kind": "retry", "error": "forbiden"}"#, "error: must be one of"),
      (#"{"kind": "retry", "error": "timeout", "message": "a"}"#, "cannot be combined"),
      (#"{"kind": "optout", "from": "12065550101"}"#, "to: is missing"),
      (#"{"kind": "optin", "to": "911"}"#, "to: must have"),
      (#"{"kind": "import"}"#, "file: is missing"),
      (#"{"kind": "import", "file": ".attached-../a"}"#, "file: must be .attached-"),
      (#"{"kind": "flush", "message": "a"}"#, "message: does not belong to a flush request"),
      (#"{"kind": "lookup", "match": {"spool": "shop"}}"#, "kind: lookup is not taken in this"),
      (#"{"kind": "backup", "match": {"spool": "shop"}}"#, "match: does not belong to a backup"),
      (#"{"kind": "cancel", "match": {}}"#, "match: must have a condition"),
      (#"{"kind": "cancel", "match": {"too": "12065550142"}}"#, "match.too: is not a known member"),
      (#"{"kind": "hold", "match": {"spool": "shop"}, "all": true}"#, "all: and match cannot be"),
      (
        #"{"kind": "cancel", "match": {"status": "sent"}}"#,
        "match.status: must be one of queued, deferred, held, attempting, in_doubt to cancel"
      ),
      (
        #"{"kind": "release", "match": {"status": "queued"}}"#,
        "match.status: must be one of held to release anything"
      ),
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
