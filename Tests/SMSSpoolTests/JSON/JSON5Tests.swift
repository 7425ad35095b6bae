import SMSSpool
import Testing

@Suite struct JSON5Tests {
  @Test("comments, bare names, trailing commas and single quotes make the same tree")
  func tree() throws {
    let text = """
      { // the accounts
        accounts: { main: { rate: 5, window: 0.5, numbers: ['1206', "1207",], on: true, }, },
        none: null, /* hex */ hex: 0x1F,
      }
      """
    let value = try JSON5.parse(Array(text.utf8))
    let expected: JSONValue = [
      "accounts": [
        "main": [
          "numbers": ["1206", "1207"], "on": true, "rate": 5,
          "window": try JSONParser.parse(Array("0.5".utf8)),
        ]
      ],
      "hex": 31, "none": .null,
    ]
    #expect(value == expected)
  }

  struct Refusal: CustomTestStringConvertible, Sendable {
    let text: String
    let rule: JSONFault.Rule
    let path: JSONPath
    var testDescription: String { String(text.prefix(40)) }
  }

  @Test(
    "what is no JSON5 is refused",
    arguments: [
      Refusal(text: "{a: [1,,2]}", rule: .syntax, path: .top),
      Refusal(text: "", rule: .syntax, path: .top),
      Refusal(text: "{} x", rule: .syntax, path: .top),
      Refusal(text: "\u{FEFF}{}", rule: .byteOrderMark, path: .top),
      Refusal(
        text: String(repeating: "[", count: 17) + String(repeating: "]", count: 17),
        rule: .tooDeep(limit: 16),
        path: JSONPath(Array(repeating: .index(0), count: 16))
      ),
      Refusal(text: String(repeating: "[", count: 100_000), rule: .syntax, path: .top),
    ]
  )
  func refusals(_ row: Refusal) {
    let fault = #expect(throws: JSONFault.self) { try JSON5.parse(Array(row.text.utf8)) }
    #expect(fault?.rule == row.rule)
    #expect(fault?.path == row.path)
  }

  @Test(
    "a number beyond all bounds is one without a value",
    arguments: ["Infinity", "-Infinity", "NaN", "1e400"]
  )
  func beyond(_ text: String) throws {
    let number = try JSON5.parse(Array("{a: \(text)}".utf8)).object?["a"]?.number
    #expect(number != nil)
    #expect(number?.double == nil)
  }

  @Test("bytes that are not UTF-8 are refused")
  func notUTF8() {
    let fault = #expect(throws: JSONFault.self) { try JSON5.parse([0x7B, 0xFF, 0x7D]) }
    #expect(fault?.rule == .notUTF8)
  }
}
