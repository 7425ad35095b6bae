import SMSCore
import Testing

struct CodeTemplateTests {
  @Test(
    "a template holds the place of the code once",
    arguments: [
      ("Your secret code is {code}", true), ("{code}", true), ("no code", false),
      ("{code} {code}", false), ("", false), ("{ code }", false),
    ]
  )
  func validity(_ text: String, _ isValid: Bool) {
    #expect(CodeTemplate.isValid(text) == isValid)
  }

  @Test("an origin adds the line that phones fill codes in by")
  func origin() {
    let template = CodeTemplate("Code: {code}", origin: "example.com")
    #expect(template.text(with: "012345").string == "Code: 012345\n\n@example.com #012345")
    #expect(CodeTemplate("{code}!", origin: nil).text(with: "0000").string == "0000!")
  }

  @Test("what a person typed loses blanks and hyphens, and never shows itself")
  func typed() {
    let typed = TypedCode(" 012-34 5\n")
    #expect(typed.string == "012345")
    #expect("\(typed)" == "•••")
    #expect(String(reflecting: typed) == "•••")
    var dumped = ""
    dump(typed, to: &dumped)
    #expect(!dumped.contains("012345"))
  }

  @Test(
    "a code is the same in other digits, with other blanks and dashes",
    arguments: [
      "012345", "012\u{A0}345", "012\u{2011}345", "0 1 2 3 4 5", "\u{200B}012345\u{FEFF}",
      "\u{FF10}\u{FF11}\u{FF12}345", "\u{660}\u{661}\u{662}\u{663}\u{664}\u{665}",
      "\u{202D}012345\u{202C}",
    ]
  )
  func digits(_ text: String) {
    #expect(TypedCode(text) == TypedCode("012345"))
  }

  @Test(
    "what is not a digit stays, so that it is wrong",
    arguments: ["O12345", "012345x", "¹12345"]
  )
  func noDigits(_ text: String) {
    #expect(TypedCode(text) != TypedCode("012345"))
    #expect(TypedCode(text).string.count == text.count)
  }

  @Test("the prefix of a number is its area code and exchange")
  func prefix() throws {
    #expect(try PhoneNumber(parsing: "12065550142").prefix == 206_555)
  }
}
