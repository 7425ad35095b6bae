import SMSCore
import SMSJSON
import Testing

@testable import SMSSpool

struct CodeRequestTests {
  private static let phone = Sample.number(12_065_550_142)

  private func decode(_ text: String, _ rules: RequestRules = Sample.rules) throws -> Request {
    try RequestDecoder(rules: rules).decode(Array(text.utf8), from: Sample.origin())
  }

  private func code(_ text: String, _ rules: RequestRules = Sample.rules) throws -> CodeRequest {
    let content = try decode(text, rules).content
    let found: CodeRequest? = if case .code(let request) = content { request } else { nil }
    return try #require(found)
  }

  @Test("verify goes to a number or to a subject")
  func verify() throws {
    let request = try code(#"{"kind": "verify", "to": "206-555-0142"}"#)
    #expect(request.purpose == .verify(.phone(Self.phone)))
    #expect(request.template == CodeTemplate("Your secret code is {code}", origin: nil))
    #expect(request.account == "main")
    #expect(!request.wantsNewCode)
    #expect(
      try code(#"{"kind": "verify", "subject": "u-7"}"#).purpose == .verify(.subject("u-7"))
    )
  }

  @Test("a code comes from the pool unless the request names its sender")
  func pool() throws {
    var rules = Sample.rules
    rules.defaultFrom = nil
    rules.senders = SenderPool(account: "main", numbers: [Sample.main])
    #expect(try code(#"{"kind": "verify", "to": "206-555-0142"}"#, rules).pool == rules.senders)
    let named = #"{"kind": "verify", "to": "206-555-0142", "from": "12065550102"}"#
    #expect(try code(named, rules).pool == nil)
  }

  @Test("enroll takes both, its own template and the wish for a new code")
  func enroll() throws {
    var rules = Sample.rules
    rules.codes.origin = "example.com"
    let text = """
      {"kind": "enroll", "subject": "u-7", "to": "12065550142", "template": "It is {code}",
       "new_code": true, "from": "12065550102"}
      """
    let request = try code(text, rules)
    #expect(request.purpose == .enroll(subject: "u-7", phone: Self.phone))
    #expect(request.template.string == "It is {code}\n\n@example.com #{code}")
    #expect(request.wantsNewCode)
    #expect(request.account == "second")
    #expect(request.sample.string == "It is 000000\n\n@example.com #000000")
  }

  @Test("check ignores blanks and hyphens, in what counts as the same content too")
  func check() throws {
    let plain = try decode(#"{"kind": "check", "verification": "v-1", "code": "012345"}"#)
    let spaced = try decode(#"{"kind": "check", "verification": "v-1", "code": " 012-345 "}"#)
    #expect(
      plain.content == .check(CheckRequest(verification: "v-1", code: TypedCode("012345")))
    )
    #expect(plain.canonical == spaced.canonical)
  }

  @Test("unenroll names the subject; a message may")
  func subjects() throws {
    #expect(
      try decode(#"{"kind": "unenroll", "subject": "u-7"}"#).content == .unenroll(subject: "u-7")
    )
    let message = try decode(#"{"subject": "u-7", "body": "Hello"}"#)
    guard case .message(let content) = message.content else {
      Issue.record("no message")
      return
    }
    #expect(content.to == .subject("u-7"))
  }

  @Test(
    "what is wrong is reported by its member",
    arguments: [
      (#"{"kind": "verify"}"#, "to: is missing"),
      (
        #"{"kind": "verify", "to": "12065550142", "subject": "u"}"#,
        "subject: and to cannot be combined"
      ),
      (#"{"kind": "enroll", "to": "12065550142"}"#, "subject: is missing"),
      (#"{"kind": "enroll", "subject": "u"}"#, "to: is missing"),
      (#"{"kind": "enroll", "subject": "", "to": "12065550142"}"#, "subject: must have 1 to 128"),
      (#"{"kind": "verify", "to": "12065550142", "template": "x"}"#, "template: must hold {code}"),
      (
        #"{"kind": "verify", "to": "12065550142", "template": "{code}{code}"}"#,
        "template: must hold {code}"
      ),
      (#"{"kind": "verify", "to": "12065550142", "new_code": 1}"#, "new_code: must be true or"),
      (
        #"{"kind": "verify", "to": "12065550142", "priority": "high"}"#, "priority: does not belong"
      ),
      (#"{"kind": "check", "code": "123456"}"#, "verification: is missing"),
      (#"{"kind": "check", "verification": "v-1"}"#, "code: is missing"),
      (#"{"kind": "check", "verification": "v-1", "code": 123456}"#, "code: must be a string"),
      (#"{"kind": "check", "verification": "v-1", "code": " - "}"#, "code: must have 1 to 64"),
      (#"{"kind": "unenroll"}"#, "subject: is missing"),
    ]
  )
  func refused(_ text: String, _ rule: String) {
    let failure = #expect(throws: RequestDecoder.Failure.self) { try decode(text) }
    #expect(failure?.refusal.error.code == .invalidRequest)
    #expect(failure?.refusal.error.message.contains(rule) == true)
  }

  @Test("a template that makes too many segments is refused")
  func tooLong() throws {
    var rules = Sample.rules
    rules.maxSegments = 1
    let text = String(repeating: "x", count: 155)
    #expect(throws: RequestDecoder.Failure.self) {
      try code(#"{"kind": "verify", "to": "12065550142", "template": "\#(text){code}"}"#, rules)
    }
    let short = String(repeating: "x", count: 154)
    let request = try code(
      #"{"kind": "verify", "to": "12065550142", "template": "\#(short){code}"}"#,
      rules
    )
    #expect(request.sample.segments == 1)
  }

  @Test("the result of a code tells how it stands, that of a check why it was denied")
  func results() {
    var job = Sample.sent
    job.kind = "verify"
    job.verification = JobSnapshot.VerificationFacts(
      expiresAt: Sample.now,
      attemptsLeft: 4,
      sends: 2
    )
    #expect(
      ResultDocument.of(job, provider: "flowroute")["verification"]
        == ["expires_at": "2026-11-23T08:00:00.000Z", "attempts_left": 4, "sends": 2]
    )
    job.verification = nil
    job.message = nil
    job.kind = "check"
    job.state = .denied
    job.verdict = .denied(.wrongCode, attemptsLeft: 3)
    let document = ResultDocument.of(job, provider: "flowroute")
    #expect(document["status"] == "denied")
    #expect(document["final"] == true)
    #expect(document["reason"] == "wrong_code")
    #expect(document["attempts_left"] == 3)
  }
}
