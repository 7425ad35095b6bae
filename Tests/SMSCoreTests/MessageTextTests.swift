import SMSCore
import Testing

struct MessageTextTests {
  struct Row: CustomTestStringConvertible {
    let text: String
    let encoding: MessageText.Encoding
    let units: Int
    let segments: Int
    let testDescription: String

    init(
      _ text: String,
      _ encoding: MessageText.Encoding,
      units: Int,
      segments: Int,
      _ name: String
    ) {
      self.text = text
      self.encoding = encoding
      self.units = units
      self.segments = segments
      testDescription = name
    }
  }

  private static func ascii(_ count: Int) -> String { String(repeating: "a", count: count) }
  private static func accents(_ count: Int) -> String { String(repeating: "é", count: count) }

  @Test(
    "encoding and segments are the provider's",
    arguments: [
      Row("", .ascii, units: 0, segments: 0, "nothing"),
      Row("a", .ascii, units: 1, segments: 1, "one letter"),
      Row("line\nline", .ascii, units: 9, segments: 1, "a newline counts as one"),
      Row("{}[]~^|\\`\u{7E}", .ascii, units: 10, segments: 1, "what GSM-7 would count twice"),
      Row(ascii(160), .ascii, units: 160, segments: 1, "160 ASCII fit into one"),
      Row(ascii(161), .ascii, units: 161, segments: 2, "161 ASCII make two of 140"),
      Row(ascii(280), .ascii, units: 280, segments: 2, "280 ASCII fill two"),
      Row(ascii(281), .ascii, units: 281, segments: 3, "281 ASCII make three, not two of 153"),
      Row(ascii(1600), .ascii, units: 1600, segments: 12, "the longest ASCII text"),
      Row("é", .ucs2, units: 1, segments: 1, "in GSM-7, but not ASCII"),
      Row("\u{80}", .ucs2, units: 1, segments: 1, "the first that is not ASCII"),
      Row(accents(70), .ucs2, units: 70, segments: 1, "70 fit into one"),
      Row(accents(71), .ucs2, units: 71, segments: 2, "71 make two of 70, not of 67"),
      Row(accents(140), .ucs2, units: 140, segments: 2, "140 fill two"),
      Row(accents(141), .ucs2, units: 141, segments: 3, "141 make three"),
      Row(ascii(79) + "é", .ucs2, units: 80, segments: 2, "the page's example: 80 at encoding 8"),
      Row(ascii(69) + "\u{2019}", .ucs2, units: 70, segments: 1, "one curly quote makes it UCS-2"),
      Row("👍", .ucs2, units: 2, segments: 1, "an emoji is two units"),
      Row(String(repeating: "👍", count: 35), .ucs2, units: 70, segments: 1, "35 emoji"),
      Row(String(repeating: "👍", count: 36), .ucs2, units: 72, segments: 2, "36 emoji"),
      Row("👨‍👩‍👧", .ucs2, units: 8, segments: 1, "a family is one character of eight units"),
      Row("e\u{301}", .ucs2, units: 2, segments: 1, "a combining accent is its own unit"),
    ]
  )
  func counts(_ row: Row) {
    let text = MessageText(row.text)
    #expect(text.encoding == row.encoding)
    #expect(text.units == row.units)
    #expect(text.segments == row.segments)
  }

  @Test("the encodings are the contract's words")
  func words() {
    #expect(MessageText.Encoding.ascii.rawValue == "ascii")
    #expect(MessageText.Encoding.ucs2.rawValue == "ucs2")
  }

  @Test("its description shows the size and nothing of the text")
  func redacted() {
    let text = MessageText("Your code is 4821")
    #expect(text.description == "<text of 17 units>")
    #expect("\(text)" == "<text of 17 units>")
  }

  @Test("a dump of what holds a text or a number shows neither")
  func redactedInside() throws {
    let number = try PhoneNumber(parsing: "12065550142")
    let dispatch = Dispatch(
      job: JobNumber(1),
      envelope: Envelope(to: number, from: number, text: MessageText("Your code is 4821"))
    )
    let words = String(describing: dispatch) + String(reflecting: dispatch)
    #expect(!words.contains("4821"))
    #expect(!words.contains("2065550142"))
  }
}
