import SMSCore
import SMSSpool
import Testing

/// Numbers that no variable holds.
@Suite struct RequestNumberTests {
  private func decode(_ members: String) throws(RequestDecoder.Failure) -> Request {
    let text = #"{"id": "a", "to": "12065550142", "body": "x", \#(members)}"#
    return try RequestDecoder(rules: Sample.rules).decode(Array(text.utf8), from: Sample.origin())
  }

  @Test(
    "a time that is too large or too small is refused as such",
    arguments: [
      ("1e400", "ttl_seconds: is too large a number"),
      ("-1e400", "ttl_seconds: is too large a number"),
      ("1e999999999999", "ttl_seconds: is too large a number"),
      (String(repeating: "9", count: 60_000), "ttl_seconds: is too large a number"),
      ("1e308", "ttl_seconds: must be above 0 and at most ten years"),
      ("1e-400", "ttl_seconds: must be above 0 and at most ten years"),
      ("-0", "ttl_seconds: must be above 0 and at most ten years"),
    ]
  )
  func time(_ number: String, _ message: String) {
    let failure = #expect(throws: RequestDecoder.Failure.self) {
      try decode(#""ttl_seconds": \#(number)"#)
    }
    guard case .refused(let refusal) = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(refusal.error.code == .invalidRequest)
    #expect(refusal.error.message.contains(message))
  }

  @Test("a time too short to count is zero, and not a fault")
  func shortest() throws {
    guard case .message(let message) = try decode(#""ttl_seconds": 1e-300"#).content else {
      Issue.record("no message")
      return
    }
    #expect(message.expiresAt == Sample.now)
  }

  @Test(
    "numbers in metadata are returned as they came, whatever their size",
    arguments: ["1e400", "-1e400", "1e-400", "0.10", String(repeating: "9", count: 4_000)]
  )
  func metadata(_ number: String) throws {
    let request = try decode(#""metadata": {"n": \#(number)}"#)
    #expect(request.metadata == #"{"n":\#(number)}"#)
  }
}
