import SMSCore
import SMSSpool
import Testing

@Suite struct DestinationRequestTests {
  private func decode(_ text: String, rules: RequestRules) throws -> Request {
    try RequestDecoder(rules: rules).decode(Array(text.utf8), from: Sample.origin())
  }

  @Test(
    "a number that is not among the spool's destinations is refused with what to change",
    arguments: [
      ("+47 22 65 55 01", "country code of the US and Canada"),
      ("18765550142", "has the area code 876 of Jamaica"),
      ("19005550142", "has the area code 900 of paid services"),
      ("12065550142 x7", "extension"), ("72345", "short code"), ("206-555-CALL", "not 'C'"),
      ("14165550142", "must not begin with 1416"),
    ]
  )
  func destinations(number: String, words: String) throws {
    var rules = Sample.rules
    rules.destinations.blocked = ["1416"].compactMap(NumberPrefix.init)
    for kind in [
      #""body": "Hello""#, #""kind": "verify""#, #""kind": "enroll", "subject": "u""#,
    ] {
      let error = #expect(throws: RequestDecoder.Failure.self) {
        try decode("{\"to\": \"\(number)\", \(kind)}", rules: rules)
      }
      #expect(error?.refusal.error.message.contains(words) == true)
    }
  }

  @Test("a spool's further area codes are destinations of its own")
  func furtherAreaCodes() throws {
    var rules = Sample.rules
    rules.destinations.areaCodes = [876]
    let request = try decode(#"{"to": "18765550142", "body": "Hello"}"#, rules: rules)
    guard case .message(let message) = request.content else {
      Issue.record("not a message")
      return
    }
    #expect(message.to == .phone(Sample.number(18_765_550_142)))
  }
}
