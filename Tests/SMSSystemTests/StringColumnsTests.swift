import SMSSystem
import TestSupport
import Testing

@Suite("Columns of text", .throttled)
struct StringColumnsTests {
  @Test("Letters take one column, East Asian characters and emoji two, marks none of their own")
  func columns() {
    let texts = [
      ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本語", 6), ("한글", 4), ("ｆｕ", 4),
      ("🙂", 2), ("👩‍👩‍👧", 2), ("❤\u{FE0F}", 2), ("→ …", 3), ("\u{200B}", 0),
    ]
    for (text, columns) in texts { #expect(text.columns == columns, "\(text)") }
  }

  @Test("The beginning of a text never takes more columns than asked for")
  func beginnings() {
    #expect("日本語".prefix(columns: 5) == "日本")
    #expect("a日b".prefix(columns: 3) == "a日")
    #expect("abc".prefix(columns: 0) == "")
    #expect("abc".prefix(columns: 9) == "abc")
  }
}
