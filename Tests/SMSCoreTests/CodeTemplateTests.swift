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

  @Test("the prefix of a number is its area code and exchange")
  func prefix() throws {
    #expect(try PhoneNumber(parsing: "12065550142").prefix == 206_555)
  }
}
