import SMSCore
import Testing

struct TextTemplateTests {
  @Test("fields are filled as they are, and doubled braces are braces")
  func filled() throws {
    let template = try TextTemplate("Hi {first_name}, {{{x9}}} of {_}: {first_name}!")
    #expect(template.fields == ["first_name", "x9", "_"])
    let values = ["first_name": "Zoë {x9}", "x9": "}{", "_": "", "unused": "u"]
    #expect(template.filled(with: values) == "Hi Zoë {x9}, {}{} of : Zoë {x9}!")
  }

  @Test("a field without a value fills nothing in")
  func missing() throws {
    #expect(try TextTemplate("{a}{b}").filled(with: ["a": "1"]) == nil)
    #expect(try TextTemplate("").filled(with: [:]) == "")
    #expect(try TextTemplate("no field").filled(with: [:]) == "no field")
  }

  @Test(
    "a brace that is neither a field's nor doubled is found with its place",
    arguments: [
      ("a {", 3), ("{}", 1), ("{a b}", 1), ("{1st}", 1), ("{é}", 1), ("x } y", 3), ("{{a}", 4),
      ("{a}}", 4), ("🙂 {a", 3), ("{a\n}", 1), ("{{{", 3),
    ]
  )
  func faults(_ text: String, _ column: Int) {
    #expect(throws: TextTemplate.Fault.self) { try TextTemplate(text) }
    do {
      _ = try TextTemplate(text)
    } catch {
      #expect(error.column == column)
    }
  }
}
