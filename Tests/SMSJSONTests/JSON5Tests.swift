import SMSJSON
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

  @Test("blanks beyond ASCII, the byte order mark among them, are blanks; in a string they stay")
  func blanks() throws {
    let text = "\u{FEFF}{\u{A0}a:\u{2003}'\u{A0}',\u{3000}// \u{201C}\n}"
    #expect(try JSON5.parse(Array(text.utf8)) == ["a": "\u{A0}"])
  }

  @Test(
    "a stray character and a duplicate member are found with their place",
    arguments: [
      (
        "{\n  a: \u{201C}x\u{201D}}",
        "line 2, column 6, in a: '\u{201C}' (U+201C) does not quote: write \" or '"
      ),
      ("{a: 1,\u{200B} b: 2}", "line 1, column 7, in a: U+200B is not allowed outside of strings"),
      ("{a: {b: 1, 'b': 2}}", "line 1, column 12, in a.b: duplicate member"),
      (
        "{a: [1, {x: 1}, {x: 1, /* x: 2 */ x: 3}]}",
        "line 1, column 35, in a[2].x: duplicate member"
      ),
      ("{a: 1, \"a\": 2}", "line 1, column 8, in a: duplicate member"),
    ]
  )
  func places(_ text: String, _ description: String) {
    let fault = #expect(throws: JSONFault.self) { try JSON5.parse(Array(text.utf8)) }
    #expect(fault?.description == description)
  }

  @Test(
    "a NUL character in a string is found with its place, however it is written",
    arguments: [
      (#"{"spools": {"x": {"path": "/a\u0000b"}}}"#, "line 1, column 30, in spools.x.path: "),
      ("{\n a: 'x\0y'}", "line 2, column 7, in a: "),
      (#"{a: [1, 'x\x00y']}"#, "line 1, column 11, in a[1]: "),
      (#"{a: {b: 1, c: '\0'}}"#, "line 1, column 16, in a.c: "),
      (#"{a: {b: 1, 'c\u0000': 2}}"#, "line 1, column 14, in a: "),
      ("{a: 1, \0b: 2}", "line 1, column 8: "),
      ("{a: 'x\\\0y'}", "line 1, column 7, in a: "),
    ]
  )
  func nul(_ text: String, _ place: String) {
    let fault = #expect(throws: JSONFault.self) { try JSON5.parse(Array(text.utf8)) }
    #expect(fault?.rule == .nul)
    let rule =
      #"no path and no other value can contain a NUL character (U+0000, "\u0000"): remove it"#
    #expect(fault?.description == place + rule)
  }

  @Test(
    "an escape that is not NUL's is left alone",
    arguments: [(#"'\\0y'"#, #"\0y"#), (#"'\u0001'"#, "\u{1}"), (#"'\\u0000'"#, #"\u0000"#)]
  )
  func noNUL(_ text: String, _ value: String) throws {
    #expect(try JSON5.parse(Array(text.utf8)) == .string(value))
  }

  @Test("a string with an escape that JSON5 does not have is not JSON5, and no number")
  func badEscape() {
    let fault = #expect(throws: JSONFault.self) { try JSON5.parse(Array(#"{a: 'x\01'}"#.utf8)) }
    #expect(fault?.description == "in a: this is not valid JSON5")
  }

  @Test("the same name in other objects, in strings and in comments is not a duplicate")
  func noDuplicates() throws {
    let text = #"{a: {a: 1}, b: {a: "a: 1, a: 2 \" { '"}, /* a: 3 */ c: ['a', 'a'], // a"# + "\n}"
    #expect(try JSON5.parse(Array(text.utf8)).object?.members.count == 3)
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
