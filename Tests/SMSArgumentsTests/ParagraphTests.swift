import SMSArguments
import Testing

@Suite("Text of a help")
struct ParagraphTests {
  @Test("Text is broken at blanks, and examples are left alone")
  func paragraphs() {
    #expect(
      Paragraph.wrap("one two three four", width: 9, indent: "  ") == [
        "  one two", "  three", "  four",
      ]
    )
    #expect(Paragraph.wrap("unbreakable", width: 4) == ["unbreakable"])
    #expect(Paragraph.wrap("a\n  b   c\nd", width: 40) == ["a", "  b   c", "d"])
    #expect(Paragraph.wrap("", width: 10) == [""])
  }

  @Test("Meanings are beside their terms, below a term that is too long")
  func definitions() {
    let long = String(repeating: "t", count: 30)
    #expect(
      DefinitionList.lines([("--a", "one two three"), (long, "four")], width: 27) == [
        "  --a  one two three", "  \(long)", "       four",
      ]
    )
  }
}
