import SMSCore
import SMSJSON
import SMSSpool
import Testing

@Suite struct MessageRequestTests {
  private func decode(
    _ text: String,
    stem: String? = "order-1",
    rules: RequestRules = Sample.rules
  ) throws -> Request {
    try RequestDecoder(rules: rules).decode(Array(text.utf8), from: Sample.origin(stem: stem))
  }

  private func message(_ request: Request) throws -> Message {
    guard case .message(let message) = request.content else {
      throw RequestDecoder.Failure.refused(Refusal(error: .expired(cause: nil)))
    }
    return message
  }

  @Test("a short request gets the spool's defaults")
  func defaults() throws {
    let request = try decode(#"{"to": "+1 (206) 555-0142", "body": "Hello"}"#)
    #expect(request.id == "order-1")
    #expect(!request.hasExplicitID)
    #expect(request.metadata == nil)
    #expect(
      try message(request)
        == Message(
          account: "main",
          to: .phone(Sample.number(12_065_550_142)),
          from: Sample.main,
          text: MessageText("Hello"),
          priority: .normal,
          notBefore: nil,
          expiresAt: Sample.now.advanced(by: Interval(seconds: 14_400)),
          life: Interval(seconds: 14_400),
          ifUncertain: nil
        )
    )
  }

  @Test("with a pool a request without from has no sender of its own; from comes before it")
  func pool() throws {
    var rules = Sample.rules
    rules.defaultFrom = nil
    rules.senders = SenderPool(account: "main", numbers: [Sample.main, Sample.foreign])
    let plain = try decode(#"{"to": "12065550142", "body": "Hello"}"#, rules: rules)
    #expect(try message(plain).pool == rules.senders)
    #expect(try message(plain).account == "main")
    let text = String(decoding: plain.canonical, as: UTF8.self)
    #expect(!text.contains("from"), "\(text)")
    let named = try decode(
      #"{"to": "12065550142", "body": "Hello", "from": "12065550102"}"#,
      rules: rules
    )
    #expect(try message(named).pool == nil && message(named).from == Sample.other)
    #expect(try message(named).account == "second")
    rules.senders = SenderPool(account: "main", numbers: [Sample.foreign, Sample.main])
    let again = try decode(#"{"to": "12065550142", "body": "Hello"}"#, rules: rules)
    #expect(again.canonical == plain.canonical, "which numbers there are changes no identity")
  }

  @Test("every member is taken")
  func allMembers() throws {
    let request = try decode(
      """
      {"id": "a.B_c-9", "kind": "message", "to": "2065550142", "from": "206.555.0102",
       "body": "é", "priority": "bulk", "not_before": "2026-11-24T00:00:00+01:00",
       "ttl_seconds": 1.5, "if_uncertain": "resend", "metadata": {"z": 1.0, "a": [null]}}
      """
    )
    #expect(request.id == "a.B_c-9")
    #expect(request.hasExplicitID)
    #expect(request.metadata == #"{"z":1.0,"a":[null]}"#)
    let message = try message(request)
    #expect(message.account == "second")
    #expect(message.priority == .bulk)
    #expect(message.ifUncertain == .resend)
    let start = WallTime(milliseconds: 1_795_474_800_000)
    #expect(message.notBefore == start)
    #expect(message.expiresAt == start.advanced(by: Interval(milliseconds: 1_500)))
  }

  @Test("urgent is taken where the spool allows it")
  func urgent() throws {
    var rules = Sample.rules
    rules.allowUrgent = true
    let request = try decode(
      #"{"to": "12065550142", "body": "x", "priority": "urgent"}"#,
      rules: rules
    )
    #expect(try message(request).priority == .urgent)
  }

  struct Refused: CustomTestStringConvertible, Sendable {
    let text: String
    let code: ErrorCode
    let message: String
    let hint: String
    var testDescription: String { String(text.prefix(60)) }

    init(_ text: String, _ message: String, hint: String, code: ErrorCode = .invalidRequest) {
      self.text = text
      self.code = code
      self.message = message
      self.hint = hint
    }
  }

  @Test(
    "a broken rule is named with its member and its repair",
    arguments: [
      Refused("{}", "to: is missing; body: is missing", hint: "recipient's number"),
      Refused(
        #"{"to": 12065550142, "body": "x"}"#,
        "to: must be a string, not a number",
        hint: "double quotes"
      ),
      Refused(
        #"{"to": "555-0142", "body": "x"}"#,
        "to: must have 11 digits",
        hint: "12065550142"
      ),
      Refused(
        #"{"to": "12065550142", "from": "12065550199", "body": "x"}"#,
        "from: 12065550199 is not a number of any account",
        hint: "accounts.*.numbers",
        code: .senderNotAllowed
      ),
      Refused(
        #"{"to": "12065550142", "from": "12065550102", "body": ""}"#,
        "body: must have 1 to 1600 characters (UTF-16 units), not 0",
        hint: "text"
      ),
      Refused(
        #"{"to": "12065550142", "body": "\#(String(repeating: "x", count: 1_601))"}"#,
        "body: must have 1 to 1600 characters (UTF-16 units), not 1601",
        hint: "Shorten it"
      ),
      Refused(
        #"{"to": "12065550142", "body": "\#(String(repeating: "é", count: 701))"}"#,
        "body: has 11 segments (ucs2), more than max_segments",
        hint: "max_segments (10)"
      ),
      Refused(
        #"{"to": "12065550142", "body": "x", "priority": "urgent"}"#,
        "priority: urgent is not allowed in this spool",
        hint: "spools.default.allow_urgent",
        code: .urgentNotAllowed
      ),
      Refused(
        #"{"to": "12065550142", "body": "x", "priority": "hgih"}"#,
        "priority: must be one of urgent, high, normal, bulk",
        hint: #"Did you mean "high"?"#
      ),
      Refused(
        #"{"to": "12065550142", "body": "x", "not_before": "23.11.2026 08:00"}"#,
        "not_before: must be an RFC 3339 time with an offset",
        hint: "2026-11-23T08:00:00.000Z"
      ),
      Refused(
        #"{"to": "12065550142", "body": "x", "not_before": "2027-11-23T08:00:00Z"}"#,
        "not_before: is farther ahead than the ledger keeps jobs",
        hint: "retention.ledger_days"
      ),
      Refused(
        """
        {"to": "12065550142", "body": "x", "not_before": "2026-11-23T10:00:00Z",
         "expires_at": "2026-11-23T09:00:00Z"}
        """,
        "expires_at: must be after not_before",
        hint: "expires_at"
      ),
      Refused(
        #"{"to":"12065550142","body":"x","ttl_seconds":1,"expires_at":"2026-11-23T09:00:00Z"}"#,
        "ttl_seconds: and expires_at cannot be combined",
        hint: "Remove one"
      ),
      Refused(
        #"{"to": "12065550142", "body": "x", "ttl_seconds": 0}"#,
        "ttl_seconds: must be above 0 and at most ten years",
        hint: "3600"
      ),
      Refused(
        #"{"to": "12065550142", "body": "x", "ttl_seconds": "60"}"#,
        "ttl_seconds: must be a number, not a string",
        hint: "without quotes"
      ),
      Refused(
        #"{"to": "12065550142", "body": "x", "if_uncertain": "maybe"}"#,
        "if_uncertain: must be one of report, resend",
        hint: "leave it out"
      ),
      Refused(
        #"{"to": "12065550142", "body": "x", "normalize": "asci"}"#,
        "normalize: must be one of punctuation, ascii, off",
        hint: #"Did you mean "ascii"?"#
      ),
      Refused(
        #"{"to": "12065550142", "body": "x", "metadata": [1]}"#,
        "metadata: must be an object, not an array",
        hint: "1042"
      ),
      Refused(
        #"{"to": "12065550142", "body": "x", "metadata": {"a": "\#(String(repeating: "x", count: 4_089))"}}"#,
        "metadata: must have 4096 bytes at most",
        hint: "key"
      ),
      Refused(
        #"{"id": ".x", "to": "12065550142", "body": "x"}"#,
        "id: must be 1 to 128 of the characters",
        hint: "UUID"
      ),
      Refused(
        #"{"to": "12065550142", "boddy": "x", "body": "x"}"#,
        "boddy: is not a known member",
        hint: #"Did you mean "body"?"#
      ),
      Refused(
        #"{"to": "12065550142", "body": "x", "code": "123456"}"#,
        "code: does not belong to a message request",
        hint: "Remove it."
      ),
      Refused(
        #"{"to": "12065550142", "body": "x", "spool": "shop"}"#,
        "spool: is not a known member",
        hint: "Remove it."
      ),
      Refused(
        #"{"subject": "user-7", "to": "12065550142", "body": "x"}"#,
        "subject: and to cannot be combined",
        hint: "Remove one of them."
      ),
      Refused(
        #"{"kind": "mesage", "to": "12065550142", "body": "x"}"#,
        "kind: is not one of message, verify",
        hint: #"Did you mean "message"?"#
      ),
      Refused(
        #"{"kind": "hold", "metadata": {}}"#,
        "kind: hold is not taken in this spool",
        hint: "smsdispatch hold"
      ),
    ]
  )
  func refused(_ row: Refused) {
    let failure = #expect(throws: RequestDecoder.Failure.self) { try decode(row.text) }
    guard case .refused(let refusal) = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(refusal.error.code == row.code)
    #expect(refusal.error.message.contains(row.message))
    #expect(refusal.error.hint.contains(row.hint))
  }

  @Test("a refusal gives back the id, the kind and the metadata, and all faults at once")
  func refusalKeeps() {
    let failure = #expect(throws: RequestDecoder.Failure.self) {
      try decode(
        #"{"id": "a", "kind": "cancel", "mesage": "b", "metadata": {"k": 1}, "to": "x"}"#
      )
    }
    let refusal = failure?.refusal
    #expect(refusal?.id == "a")
    #expect(refusal?.kind == "cancel")
    #expect(refusal?.metadata == JSONObject([("k", 1)]))
    for part in ["mesage: is not", "to: does not belong", "message: is missing"] {
      #expect(refusal?.error.message.contains(part) == true)
    }
  }

  @Test(
    "without an id the file's name must be one",
    arguments: [nil, "order 1", "", "café", String(repeating: "a", count: 129)] as [String?]
  )
  func badStem(_ stem: String?) {
    let failure = #expect(throws: RequestDecoder.Failure.self) {
      try decode(#"{"to": "12065550142", "body": "x"}"#, stem: stem)
    }
    #expect(failure?.refusal.id == nil)
    #expect(failure?.refusal.error.message.contains("id: is missing, and the file's name") == true)
  }

  @Test("what is not JSON may still be unfinished; what is not an object is refused at once")
  func notJSON() {
    let torn = #expect(throws: RequestDecoder.Failure.self) { try decode(#"{"to": "#) }
    guard case .notJSON(let refusal) = torn else {
      Issue.record("\(String(describing: torn))")
      return
    }
    #expect(refusal.id == "order-1")
    #expect(refusal.error.message.contains("line 1, column 8"))
    let array = #expect(throws: RequestDecoder.Failure.self) { try decode("[]") }
    guard case .refused = array else {
      Issue.record("\(String(describing: array))")
      return
    }
  }

  @Test("a text or a key of the request is in no refusal")
  func canary() {
    let failure = #expect(throws: RequestDecoder.Failure.self) {
      try decode(#"{"to": "CANARY", "body": ["CANARY"], "priority": "CANARY", "id": "CANARY!"}"#)
    }
    let error = failure?.refusal.error
    #expect(error?.message.contains("CANARY") == false)
    #expect(error?.hint.contains("CANARY") == false)
  }

  @Test(
    "the same content in other words is the same",
    arguments: [
      #"{"body": "x", "to": "+1 206 555 0142"}"#,
      #"{"to": "2065550142", "from": "12065550101", "body": "x", "kind": "message"}"#,
      #"{"to": "12065550142", "body": "\u0078", "priority": "normal", "metadata": {}}"#,
    ]
  )
  func same(_ text: String) throws {
    let first = try decode(#"{"id": "a", "to": "12065550142", "body": "x"}"#)
    #expect(try decode(text).canonical == first.canonical)
  }

  @Test(
    "other content is other",
    arguments: [
      #"{"to": "12065550143", "body": "x"}"#,
      #"{"to": "12065550142", "body": "y"}"#,
      #"{"to": "12065550142", "body": "x", "from": "12065550102"}"#,
      #"{"to": "12065550142", "body": "x", "priority": "high"}"#,
      #"{"to": "12065550142", "body": "x", "ttl_seconds": 14400}"#,
      #"{"to": "12065550142", "body": "x", "metadata": {"a": 1}}"#,
    ]
  )
  func different(_ text: String) throws {
    let first = try decode(#"{"id": "a", "to": "12065550142", "body": "x"}"#)
    #expect(try decode(text).canonical != first.canonical)
  }

  @Test("metadata in another order is the same content, and is returned as it came")
  func metadataOrder() throws {
    let first = try decode(#"{"to":"12065550142","body":"x","metadata":{"a":1,"b":2}}"#)
    let second = try decode(#"{"to":"12065550142","body":"x","metadata":{"b":2,"a":1}}"#)
    #expect(first.canonical == second.canonical)
    #expect(second.metadata == #"{"b":2,"a":1}"#)
  }
}
