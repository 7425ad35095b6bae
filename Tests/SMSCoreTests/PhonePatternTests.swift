import SMSCore
import Testing

@Suite("The pattern of a phone's number")
struct PhonePatternTests {
  private static func occurs(in text: String) throws -> Bool {
    try PhonePattern(PhoneNumber(parsing: "12065550142")).occurs(in: Array(text.utf8))
  }

  @Test(
    "finds the notations that people use",
    arguments: [
      "12065550142", "2065550142", #"{"to": "+12065550142"}"#, "(206) 555-0142", "206.555.0142",
      "+1 (206) 555-0142", "1-206-555-0142", "0012065550142", "01112065550142", "206/555/0142,",
      "call 206 555  0142 now", "206\u{A0}555\u{A0}0142", "9, 2065550142",
    ]
  )
  func found(_ text: String) throws {
    #expect(try Self.occurs(in: text))
  }

  @Test(
    "finds whatever notation a request may have, escaped or not, whole or not",
    arguments: [
      #"{"to": "\u0031206555\u0030142"}"#, #"{"to": "\u0032065550142"#, "２０６５５５０１４２",
      "٢٠٦٥٥٥٠١٤٢", "2\u{200B}06\u{200B}5550142", "206\u{2013}555\u{2013}0142", "[206] 555-0142",
      #"206\t555\t0142"#, #"206\/555\/0142"#,
    ]
  )
  func foundTyped(_ text: String) throws {
    #expect(try Self.occurs(in: text))
  }

  @Test(
    "does not find other numbers",
    arguments: [
      "", "206555014", "2065550143", "20655501421", "92065550142", "order 7712065550142",
      #"\u0032\u00306555014"#, "2065é550142", "206-555-01-4", "206    5550142",
      "2 0 6 5 5 5 0 1 4", "2065550 x 142",
    ]
  )
  func notFound(_ text: String) throws {
    #expect(try !Self.occurs(in: text))
  }
}
