import SMSJSON
import Testing

@Suite struct JSONParserTests {
  struct Refusal: CustomTestStringConvertible, Sendable {
    let bytes: [UInt8]
    let description: String
    let testDescription: String

    init(_ text: String, _ description: String) {
      self.init(Array(text.utf8), description, text)
    }

    init(_ bytes: [UInt8], _ description: String, _ testDescription: String) {
      self.bytes = bytes
      self.description = description
      self.testDescription = String(testDescription.prefix(40))
    }
  }

  @Test("a request becomes a tree in the order of the file")
  func tree() throws {
    let text =
      #" {"to": "1206", "n": -1.50e+2, "a": [true, null, {}], "e": "x\n\t\r\u0009\"\\\/é\u00e9\ud83d\ude00"} "#
    let value = try JSONParser.parse(Array(text.utf8))
    let object = try #require(value.object)
    #expect(object.members.map(\.name) == ["to", "n", "a", "e"])
    #expect(object["to"] == "1206")
    #expect(object["n"]?.number?.text == "-1.50e+2")
    #expect(object["n"]?.number?.double == -150)
    #expect(object["n"]?.number?.int64 == nil)
    #expect(object["a"] == [true, .null, [:]])
    #expect(object["e"]?.string == "x\n\t\r\t\"\\/éé😀")
  }

  @Test("what this program writes of any character is read again, and no request may hold it")
  func written() throws {
    let text = String(String.UnicodeScalarView((UInt8.min...0x7F).map { Unicode.Scalar($0) }))
    let bytes = JSONWriter.write(.object(JSONObject([("phone", .string(text))])))
    #expect(try JSONParser.parseWritten(bytes).object?["phone"]?.string == text)
    #expect(throws: JSONFault.self) { try JSONParser.parse(bytes) }
    let shown = try JSONParser.parseWritten(bytes, isForTerminal: true).object?["phone"]?.string
    #expect(shown?.hasPrefix("␀␁␂␃␄␅␆␇␈\t\n␋␌\r␎") == true)
    #expect(shown?.hasSuffix("~␡") == true)
    #expect(try JSONParser.parseWritten(Array(#""\b\f""#.utf8)).string == "\u{8}\u{C}")
    #expect(throws: JSONFault.self) { try JSONParser.parseWritten(Array("\"\u{1B}\"".utf8)) }
  }

  @Test(
    "numbers keep their text",
    arguments: ["0", "-0", "10", "1.0", "1e999", "12345678901234567890"]
  )
  func numbers(_ text: String) throws {
    let number = try #require(try JSONParser.parse(Array(text.utf8)).number)
    #expect(number.text == text)
    #expect(number.int64 == Int64(text))
    #expect(number.double == (text == "1e999" ? nil : Double(text)))
  }

  @Test(
    "a fault names its place and its rule",
    arguments: [
      Refusal("", "line 1, column 1: there is no JSON value"),
      Refusal(" \n\t ", "line 2, column 3: there is no JSON value"),
      Refusal("\u{FEFF}{}", "line 1, column 1: the file must not start with a byte order mark"),
      Refusal(
        [0x7B, 0, 0x7D, 0],
        "line 1, column 1: the file must be UTF-8, not UTF-16 or UTF-32",
        "UTF-16LE"
      ),
      Refusal(
        [0xFE, 0xFF, 0, 0x7B],
        "line 1, column 1: the file must be UTF-8, not UTF-16 or UTF-32",
        "UTF-16BE"
      ),
      Refusal("{", "line 1, column 2: the file ends inside a value"),
      Refusal(#"{"a""#, "line 1, column 5: the file ends inside a value"),
      Refusal(#"{"a":"#, "line 1, column 6, in a: the file ends inside a value"),
      Refusal(#"{"a":1"#, "line 1, column 7: the file ends inside a value"),
      Refusal(#"{"a":"b"#, "line 1, column 8, in a: the file ends inside a value"),
      Refusal("{a:1}", "line 1, column 2: a member name in double quotes was expected"),
      Refusal(#"{"a" 1}"#, "line 1, column 6: a colon was expected after the member name"),
      Refusal(#"{"é": x}"#, "line 1, column 7, in \"é\": a value was expected"),
      Refusal(#"{"a":1 "b":2}"#, "line 1, column 8: a comma or } was expected"),
      Refusal("[1\n2]", "line 2, column 1: a comma or ] was expected"),
      Refusal("[1,]", "line 1, column 3: a comma must be followed by another value"),
      Refusal(#"{"a":1,}"#, "line 1, column 7: a comma must be followed by another value"),
      Refusal("{} x", "line 1, column 4: nothing may follow the value"),
      Refusal("{}\u{0}", "line 1, column 3: nothing may follow the value"),
      Refusal("nul", "line 1, column 1: a value was expected"),
      Refusal(
        #"{"m":{"a":1,"b":2,"a":3}}"#,
        "line 1, column 19, in m.a: duplicate member"
      ),
      Refusal(
        #"{"a":1,"\u0061":3}"#,
        "line 1, column 8, in a: duplicate member"
      ),
      Refusal(
        "[\"a\nb\"]",
        "line 1, column 2, in [0]: the string has no closing quote on its line"
      ),
      Refusal(
        "[\"a\tb\"]",
        "line 1, column 4, in [0]: the character U+0009 must be escaped in a string"
      ),
      Refusal(
        "[\"\u{7F}\"]",
        "line 1, column 3, in [0]: the control character U+007F cannot be sent or stored"
      ),
      Refusal(
        #"["\u0000"]"#,
        "line 1, column 3, in [0]: the control character U+0000 cannot be sent or stored"
      ),
      Refusal(
        #"["\u007f"]"#,
        "line 1, column 3, in [0]: the control character U+007F cannot be sent or stored"
      ),
      Refusal(
        "[\"\u{92}\"]",
        "line 1, column 3, in [0]: the control character U+0092 cannot be sent or stored"
      ),
      Refusal(
        #"["a\u0085"]"#,
        "line 1, column 4, in [0]: the control character U+0085 cannot be sent or stored"
      ),
      Refusal(
        #"["\b"]"#,
        "line 1, column 3, in [0]: the control character U+0008 cannot be sent or stored"
      ),
      Refusal(#"["\x"]"#, "line 1, column 3, in [0]: the escape after \\ is not one of JSON's"),
      Refusal(#"["\u12g4"]"#, "line 1, column 3, in [0]: the escape after \\ is not one of JSON's"),
      Refusal(
        #"["\ud83d"]"#,
        "line 1, column 3, in [0]: a \\u escape is one half of a surrogate pair"
      ),
      Refusal(
        #"["\ud83d\u0041"]"#,
        "line 1, column 3, in [0]: a \\u escape is one half of a surrogate pair"
      ),
      Refusal(
        #"["\ude00"]"#,
        "line 1, column 3, in [0]: a \\u escape is one half of a surrogate pair"
      ),
      Refusal("[01]", "line 1, column 2, in [0]: the number is not valid JSON"),
      Refusal("[-]", "line 1, column 2, in [0]: the number is not valid JSON"),
      Refusal("[1.]", "line 1, column 2, in [0]: the number is not valid JSON"),
      Refusal("[1e]", "line 1, column 2, in [0]: the number is not valid JSON"),
      Refusal(
        Array(#"["ok"#.utf8) + [0xC3, 0x28, 0x22, 0x5D],
        "line 1, column 5, in [0]: the bytes are not UTF-8",
        "invalid UTF-8"
      ),
      Refusal(
        Array(#"["\n"#.utf8) + [0xED, 0xA0, 0x80, 0x22, 0x5D],
        "line 1, column 5, in [0]: the bytes are not UTF-8",
        "UTF-8 surrogate after an escape"
      ),
    ]
  )
  func refusals(_ row: Refusal) {
    let fault = #expect(throws: JSONFault.self) { try JSONParser.parse(row.bytes) }
    #expect(fault?.description == row.description)
  }

  @Test("sixteen levels are taken, the seventeenth is refused where it begins")
  func nesting() throws {
    func nested(_ depth: Int) -> [UInt8] {
      Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
    }
    _ = try JSONParser.parse(nested(16))
    let fault = #expect(throws: JSONFault.self) { try JSONParser.parse(nested(17)) }
    #expect(fault?.rule == .tooDeep(limit: 16))
    #expect(fault?.column == 17)
  }

  @Test("a hundred thousand levels do not reach the stack")
  func bomb() {
    let bytes = [UInt8](repeating: UInt8(ascii: "["), count: 100_000)
    #expect(throws: JSONFault.self) { try JSONParser.parse(bytes) }
  }

  @Test("ten thousand members are read, and the one that stands twice is found")
  func manyMembers() throws {
    let members = (0..<10_000).map { "\"\($0)\":0" }.joined(separator: ",")
    let value = try JSONParser.parse(Array("{\(members)}".utf8))
    #expect(value.object?.members.count == 10_000)
    let fault = #expect(throws: JSONFault.self) {
      try JSONParser.parse(Array("{\(members),\"77\":0}".utf8))
    }
    #expect(fault?.rule == .duplicateMember)
    #expect(fault?.path == "77")
  }

  @Test("two spellings of é are two names, in small and large objects", arguments: [0, 40])
  func spellings(_ others: Int) throws {
    let filler = (0..<others).map { ",\"\($0)\":0" }.joined()
    let text = "{\"\u{E9}\":1\(filler),\"e\u{301}\":2}"
    let object = try #require(try JSONParser.parse(Array(text.utf8)).object)
    #expect(object.members.count == others + 2)
  }

  @Test("no cut and no flipped byte of a request makes the parser trap")
  func hostileBytes() {
    let bytes = Array(#"{"id":"a","to":"1é","m":{"x":[1.5e-3,true,null,"\ud83d\ude00"]}}"#.utf8)
    var parsed = 0
    for index in bytes.indices {
      _ = try? JSONParser.parse(Array(bytes[..<index]))
      for value in [0x00, 0x22, 0x2C, 0x5B, 0x5C, 0x7B, 0x7D, 0x80, 0xC3, 0xED, 0xF4, 0xFF] {
        var changed = bytes
        changed[index] = UInt8(value)
        if (try? JSONParser.parse(changed)) != nil { parsed += 1 }
      }
    }
    #expect(parsed > 0)
  }
}
