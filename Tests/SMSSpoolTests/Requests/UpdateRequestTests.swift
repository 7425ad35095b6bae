import SMSCore
import SMSSpool
import Testing

@Suite struct UpdateRequestTests {
  private static let now = Sample.now
  private static let later = "2026-11-24T09:00:00Z"

  private static func decode(
    _ members: String,
    rules: RequestRules = Sample.rules
  ) throws -> Request {
    let text = #"{"kind": "update", "message": "order-1", \#(members)}"#
    return try RequestDecoder(rules: rules)
      .decode(Array(text.utf8), from: Sample.origin(stem: "u-1"))
  }

  private static func update(_ request: Request) throws -> (JobName, MessageUpdate) {
    guard case .command(.update(let name, let update)) = request.content else {
      throw NotAnUpdate()
    }
    return (name, update)
  }

  private struct NotAnUpdate: Error {}

  private static func time(_ text: String) -> WallTime? { RFC3339.time(text) }

  @Test("an update says what is to be different, and of which message")
  func reads() throws {
    let request = try Self.decode(
      #""not_before": "\#(Self.later)", "ttl_seconds": 90.5, "priority": "bulk", "body": "A\tb""#
    )
    let (name, update) = try Self.update(request)
    #expect(name == JobName(spool: "default", id: "order-1"))
    #expect(update.notBefore == Self.time(Self.later))
    #expect(update.end == .after(Interval(seconds: 90.5), since: Self.now))
    #expect(update.priority == .bulk && update.givenText?.text.string == "A b")
    #expect(update.members == ["not_before", "ttl_seconds", "priority", "body"])
    let end = try Self.update(try Self.decode(#""expires_at": "\#(Self.later)""#)).1
    #expect(end == MessageUpdate(end: Self.time(Self.later).map { .at($0) }))
  }

  @Test(
    "what is wrong with an update is named, all of it at once",
    arguments: [
      (#""metadata": {}"#, ["message: must come with what is to change"]),
      (
        #""normalize": "ascii""#,
        ["message: must come with what is to change", "normalize: goes with body"]
      ),
      (#""priority": "high", "normalize": "ascii""#, ["normalize: goes with body"]),
      (#""body": """#, ["body: must have 1 to 1600"]),
      (#""body": " ""#, ["body: has only blanks"]),
      (#""priority": "urgent""#, ["priority: urgent is not allowed"]),
      (#""priority": "low""#, ["priority: must be one of"]),
      (#""expires_at": "2020-01-01T00:00:00Z""#, ["expires_at: must be in the future"]),
      (
        #""not_before": "\#(later)", "expires_at": "\#(later)""#,
        ["expires_at: must be after not_before"]
      ),
      (
        #""expires_at": "\#(later)", "ttl_seconds": 5"#, ["ttl_seconds: and expires_at cannot"]
      ),
      (#""ttl_seconds": 0"#, ["ttl_seconds: must be above 0"]),
      (#""not_before": "2099-01-01T00:00:00Z""#, ["not_before: is farther ahead"]),
      (#""to": "12065550142", "body": "x""#, ["to: does not belong to a update request"]),
      (#""dry_run": true, "body": "x""#, ["dry_run: does not belong"]),
      (#""spool": "shop", "body": "x""#, ["spool: is not a known member"]),
    ]
  )
  func faults(members: String, expected: [String]) {
    let error = #expect(throws: RequestDecoder.Failure.self) { try Self.decode(members) }
    let message = error?.refusal.error.message ?? ""
    for part in expected { #expect(message.contains(part), "\(message)") }
  }

  @Test("a text with too many segments is refused, and normalized as the spool or the update says")
  func text() throws {
    var rules = Sample.rules
    rules.maxSegments = 1
    let long = String(repeating: "x", count: 160)
    #expect(throws: Never.self) { try Self.decode(#""body": "\#(long)""#, rules: rules) }
    #expect(throws: RequestDecoder.Failure.self) {
      try Self.decode(#""body": "\#(long)x""#, rules: rules)
    }
    rules.maxSegments = 10
    let dear = #""body": "it’s \#(long)""#
    let plain = try Self.update(try Self.decode(dear, rules: rules)).1.givenText
    #expect(plain?.text.encoding == .ucs2)
    rules.normalization = .punctuation
    let normal = try Self.update(try Self.decode(dear, rules: rules)).1.givenText
    #expect(normal?.text.encoding == .ascii && normal?.replacements.count == 1)
    let off = try Self.update(try Self.decode(#"\#(dear), "normalize": "off""#, rules: rules)).1
    #expect(off.givenText?.text.encoding == .ucs2)
  }

  @Test(
    "equal updates are the same request, others are not; what a text is normalized to is not asked"
  )
  func identity() throws {
    let body = try Self.decode(#""body": "it’s", "priority": "high""#)
    let same = try Self.decode(#""priority": "high", "normalize": "ascii", "body": "it’s""#)
    #expect(body.canonical == same.canonical)
    let times = try Self.decode(#""not_before": "2026-11-24T09:00:00Z""#)
    let zone = try Self.decode(#""not_before": "2026-11-24T10:00:00+01:00""#)
    #expect(times.canonical == zone.canonical)
    let others = [
      #""body": "its", "priority": "high""#, #""body": "it’s""#,
      #""body": "it’s", "priority": "high", "metadata": {"a": 1}"#,
    ]
    for other in others { #expect(try Self.decode(other).canonical != body.canonical) }
  }

  @Test("an operator names the spool, whose rules hold; the audit has everything but the text")
  func operators() throws {
    var rules = Sample.operatorRules
    rules.others = [
      "shop": MessageRules(allowUrgent: true, normalization: .punctuation),
      "default": MessageRules(allowUrgent: false, normalization: nil),
    ]
    let request = try Self.decode(
      #""spool": "shop", "priority": "urgent", "body": "Secret", "ttl_seconds": 60"#,
      rules: rules
    )
    #expect(try Self.update(request).0 == JobName(spool: "shop", id: "order-1"))
    let target = try #require(request.act?.target)
    #expect(
      target
        == #"{"message":"order-1","spool":"shop","ttl_seconds":60,"priority":"urgent","body":true}"#
    )
    let error = #expect(throws: RequestDecoder.Failure.self) {
      try Self.decode(#""spool": "default", "priority": "urgent""#, rules: rules)
    }
    #expect(error?.refusal.error.message.contains("urgent is not allowed") == true)
    #expect(error?.refusal.error.code == .urgentNotAllowed)
    #expect(throws: RequestDecoder.Failure.self) {
      try Self.decode(#""priority": "high""#, rules: rules)
    }
  }
}
