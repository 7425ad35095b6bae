import SMSCore
import TestSupport
import Testing

@testable import SMSFlowroute

@Suite("Taking the text out of the provider's words", .throttled)
struct TextRedactionTests {
  struct Row: CustomTestStringConvertible {
    var text: String
    var words: String
    var left: String
    var testDescription: String { words }
  }

  @Test(
    "leaves the rest",
    arguments: [
      Row(text: "Your code is 4821", words: "bad: Your code is 4821!", left: "bad: …!"),
      Row(text: "Your code is 4821", words: "cut: Your code i", left: "cut: …"),
      Row(text: "Your code is 4821", words: "4821 is no number", left: "… is no number"),
      Row(text: "Your code is 4821", words: "error 14821 at 482", left: "error 14821 at 482"),
      Row(text: "4821", words: "4821, (4821)", left: "…, (…)"),
      Row(text: "ok", words: "ok? not a token, ok", left: "…? not a token, …"),
      Row(text: "Caf\u{E9} \"au lait\"", words: "for Caf\u{E9} \"au lait\"", left: "for …"),
      Row(text: "Your  code\nis 4821", words: "bad:\tYour code\r\n is  4821", left: "bad: …"),
      Row(text: "wrapped in the words", words: "for: wrapped\nin\nthe\nwords", left: "for: …"),
      Row(text: "", words: "as it is", left: "as it is"),
      Row(text: "longer than the words", words: "short", left: "short"),
    ]
  )
  func redacts(row: Row) {
    let redaction = TextRedaction(of: MessageText(row.text))
    #expect(redaction.withoutTextAndCodes(row.words) == row.left)
  }
}
