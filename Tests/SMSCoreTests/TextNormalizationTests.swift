import SMSCore
import Testing

struct TextNormalizationTests {
  /// Long enough that UCS-2 needs more segments than ASCII.
  private static let filler = String(repeating: "x", count: 70)

  private func normalized(_ text: String, _ kind: TextNormalization) -> String? {
    kind.normalized(MessageText(text))?.text.string
  }

  @Test("typographic punctuation becomes what a typewriter has")
  func punctuation() {
    let text = "\u{201C}It\u{2019}s here\u{201D} \u{2013} see\u{A0}us\u{2026}\u{200B}"
    #expect(
      normalized(text + Self.filler, .punctuation) == "\"It's here\" - see us..." + Self.filler
    )
  }

  @Test("what was replaced is listed in order, with counts")
  func replacements() throws {
    let text = MessageText("\u{2019}a\u{2026}\u{2019}\u{FEFF}" + Self.filler)
    let result = try #require(TextNormalization.punctuation.normalized(text))
    #expect(
      result.replacements == [
        TextReplacement(character: "\u{2019}", replacement: "'", count: 2),
        TextReplacement(character: "\u{2026}", replacement: "...", count: 1),
        TextReplacement(character: "\u{FEFF}", replacement: "", count: 1),
      ]
    )
    #expect(result.text.encoding == .ascii && result.text.segments == 1)
  }

  @Test("accents are taken only by ascii, composed or not")
  func accents() {
    let text = "Ça va, Fidèle? e\u{301}t\u{E9} \u{C3}o" + Self.filler
    #expect(normalized(text, .punctuation) == nil)
    #expect(normalized(text, .ascii) == "Ca va, Fidele? ete Ao" + Self.filler)
  }

  @Test(
    "a letter that would become another one, and whatever has no plain form, keeps the text",
    arguments: ["año", "an\u{303}o", "få", "Øl", "schön", "Straße", "œuvre", "日本", "👍", "€5", "ð"]
  )
  func kept(word: String) {
    #expect(normalized("\u{2019}\(word)" + Self.filler, .ascii) == nil)
  }

  @Test("a text that would not have fewer segments stays as it is")
  func noGain() {
    #expect(normalized("It\u{2019}s", .ascii) == nil)
    #expect(normalized("It's" + Self.filler, .ascii) == nil)
    // Three characters for one: 54 ellipses fit one segment of UCS-2, and need two of ASCII.
    #expect(normalized(String(repeating: "\u{2026}", count: 54), .ascii) == nil)
  }

  @Test("a text never becomes longer than the provider takes, nor empty")
  func bounds() {
    // 1,600 units of UCS-2, 23 segments; 1,602 of ASCII, which would be 12.
    let long = String(repeating: "x", count: 1_599) + "\u{2026}"
    #expect(normalized(long, .punctuation) == nil)
    #expect(normalized(String(repeating: "\u{200B}", count: 80), .punctuation) == nil)
  }

  @Test("no replacement makes anything but ASCII, and every replaced character is outside of it")
  func tables() throws {
    var replaced = 0
    for value in UInt32(0x80)...0xFFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let text = MessageText(String(Character(scalar)) + Self.filler)
      guard let result = TextNormalization.ascii.normalized(text) else { continue }
      replaced += 1
      #expect(result.text.encoding == .ascii)
      #expect(result.replacements.map(\.character) == [String(Character(scalar))])
    }
    #expect(replaced == 87)
  }
}
