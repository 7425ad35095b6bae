import SMSCore
import SMSSpool
import Testing

@Suite struct NormalizedRequestTests {
  /// 75 characters: two segments with the curly quote, one without.
  private static let curly = "It\u{2019}s " + String(repeating: "x", count: 70)

  private func decode(_ text: String, rules: RequestRules) throws -> Request {
    try RequestDecoder(rules: rules).decode(Array(text.utf8), from: Sample.origin())
  }

  private func sent(_ member: String, by spool: TextNormalization?) throws -> Message {
    var rules = Sample.rules
    rules.normalization = spool
    let text = #"{"to": "12065550142", "body": "\#(Self.curly)"\#(member)}"#
    let content = try decode(text, rules: rules).content
    guard case .message(let message) = content else {
      throw RequestDecoder.Failure.refused(Refusal(error: .expired(cause: nil)))
    }
    return message
  }

  @Test("a text is normalized if the request says so, else if the spool does")
  func normalization() throws {
    let plain = MessageText(Self.curly.replacing("\u{2019}", with: "'"))
    let replacement = TextReplacement(character: "\u{2019}", replacement: "'", count: 1)
    for (member, spool) in [
      (#", "normalize": "punctuation""#, nil), (#", "normalize": "ascii""#, nil),
      ("", TextNormalization.punctuation),
    ] {
      let message = try sent(member, by: spool)
      #expect(message.text == plain && message.replacements == [replacement])
    }
    for (member, spool) in [("", nil), (#", "normalize": "off""#, TextNormalization.ascii)] {
      let message = try sent(member, by: spool)
      #expect(message.text.string == Self.curly && message.replacements.isEmpty)
    }
  }

  @Test("normalizing does not make another request of it, and comes before the limit of segments")
  func normalizedIdentity() throws {
    var rules = Sample.rules
    rules.maxSegments = 1
    let head = #"{"to": "12065550142", "body": "\#(Self.curly)""#
    let normalized = try decode(head + #", "normalize": "ascii"}"#, rules: rules)
    #expect(try normalized.canonical == decode(head + "}", rules: Sample.rules).canonical)
    #expect(throws: RequestDecoder.Failure.self) { try decode(head + "}", rules: rules) }
  }
}
