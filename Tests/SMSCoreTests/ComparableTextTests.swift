import Testing

@testable import SMSCore

/// How texts are held against the provider's records.
struct ComparableTextTests {
  private static func form(_ text: String) -> ComparableText { ComparableText(MessageText(text)) }

  struct Pair: CustomTestStringConvertible {
    var sent: String
    var shown: String
    var testDescription: String { "\(sent.debugDescription), \(shown.debugDescription)" }
  }

  @Test(
    "texts that a provider stores in another form are equal",
    arguments: [
      Pair(sent: " Build 912 failed\n", shown: "Build 912 failed"),
      Pair(sent: "one\ntwo", shown: "one\r\ntwo"),
      Pair(sent: "one\ntwo", shown: "one\rtwo"),
      Pair(sent: "one\ntwo", shown: "one two"),
      Pair(sent: "one  two\tthree", shown: "one two three"),
      Pair(sent: "one\u{A0}two", shown: "one two"),
      Pair(sent: "cafe\u{301} a\u{30A}", shown: "café å"),
      Pair(sent: "café", shown: "cafe\u{301}"),
      Pair(sent: "\u{304B}\u{3099}", shown: "\u{304C}"),
      Pair(sent: "\u{1112}\u{1161}\u{11AB}", shown: "\u{D55C}"),
      Pair(sent: "\u{201C}it\u{2019}s\u{201D}", shown: "\"it's\""),
      Pair(sent: "a \u{2013} b\u{2026}", shown: "a - b..."),
      Pair(sent: "R&D <now> \"x\" it's", shown: "R&amp;D &lt;now&gt; &quot;x&quot; it&#39;s"),
      Pair(sent: "R&D", shown: "R&amp;amp;D"),
      Pair(sent: "R&D", shown: "R&#x26;D"),
      Pair(sent: "a\u{200B}b\u{FEFF}c\u{AD}d", shown: "abcd"),
      Pair(sent: "\u{202A}hello\u{202C}", shown: "hello"),
      Pair(sent: "heart \u{2764}\u{FE0F}", shown: "heart \u{2764}"),
      Pair(sent: "", shown: " \n"),
    ]
  )
  func equal(pair: Pair) {
    #expect(Self.form(pair.sent) == Self.form(pair.shown))
  }

  @Test("the digests of composed and decomposed letters are those of one text")
  func digests() {
    let (sent, shown) = (Self.form("cafe\u{301} Å Ӂ"), Self.form("café Å Ӂ"))
    #expect(Array(sent.string.utf8) == Array(shown.string.utf8))
  }

  @Test(
    "other words stay other words",
    arguments: [
      Pair(sent: "Build 912 failed", shown: "Build 913 failed"),
      Pair(sent: "one two", shown: "onetwo"),
      Pair(sent: "cafe", shown: "café"), Pair(sent: "STOP", shown: "stop"),
      Pair(sent: "&unknown; & &#xZZ;", shown: "& & &"),
    ]
  )
  func different(pair: Pair) {
    #expect(Self.form(pair.sent) != Self.form(pair.shown))
  }

  @Test("most texts are taken as they stand", arguments: ["Your code is 4821", "a", "~!@#$%^*()"])
  func plain(text: String) {
    #expect(Self.form(text).string == text)
  }

  @Test("a beginning of at least 20 characters is a text that was cut")
  func beginnings() {
    let whole = Self.form("The quick brown fox jumps over the lazy dog")
    #expect(Self.form("The quick brown fox ju").isBeginning(of: whole))
    #expect(Self.form("The quick brown fox ju...").isBeginning(of: whole))
    #expect(Self.form("The quick brown fox ju\u{2026}").isBeginning(of: whole))
    #expect(!Self.form("The quick brown fox").isBeginning(of: whole))
    #expect(!Self.form("The quick brown cat jumps").isBeginning(of: whole))
  }

  @Test(
    "masks stand for what they took the place of",
    arguments: [
      ("Hello ?", "Hello \u{1F600}", true), ("Hello ????", "Hello \u{1F600}", true),
      ("Code ******", "Code 482913", true), ("caf\u{FFFD} au lait", "café au lait", true),
      ("Hello", "Hello \u{1F600}", false), ("Hallo ?", "Hello \u{1F600}", false),
      ("Hello ? there", "Hello \u{1F600}", false), ("?", "", true),
      ("Grüße aus M?nchen, wo", "Grüße aus München, wo die Sonne scheint", true),
    ]
  )
  func masks(shown: String, sent: String, isFitting: Bool) {
    #expect(Self.form(shown).mayMask(Self.form(sent)) == isFitting)
  }

  @Test("long texts full of masks are compared in time", .timeLimit(.minutes(1)))
  func longMasks() {
    let shown = Self.form(String(repeating: "a?", count: 800) + "b")
    #expect(!shown.mayMask(Self.form(String(repeating: "a", count: 1600))))
  }

  @Test("what holds no word is redacted", arguments: ["", "***", "--- ---", "[REDACTED]", "…"])
  func redacted(text: String) {
    #expect(Self.form(text).isRedacted)
    #expect(!Self.form("Hello").isRedacted)
  }
}
