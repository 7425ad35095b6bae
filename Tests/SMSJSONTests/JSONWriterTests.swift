import SMSJSON
import Testing

@Suite struct JSONWriterTests {
  static let tree: JSONValue = [
    "b": ["y": 1, "x": "a\n\"\\\u{1}\u{7F}é/"],
    "a": [[], [:], .null, true, ["k": -2]],
  ]

  @Test("a pretty text has one member a line, in order")
  func pretty() {
    let text = String(decoding: JSONWriter.write(Self.tree), as: UTF8.self)
    #expect(
      text == #"""
        {
          "b": {
            "y": 1,
            "x": "a\n\"\\\u0001\u007fé/"
          },
          "a": [
            [],
            {},
            null,
            true,
            {
              "k": -2
            }
          ]
        }

        """#
    )
  }

  @Test("a canonical text is sorted by bytes and has no blanks")
  func canonical() {
    let text = String(decoding: JSONWriter.write(Self.tree, as: .canonical), as: UTF8.self)
    #expect(text == #"{"a":[[],{},null,true,{"k":-2}],"b":{"x":"a\n\"\\\u0001\u007fé/","y":1}}"#)
  }

  @Test("a text for the wire escapes what JSON wants escaped, and nothing else")
  func wire() {
    let text = String(decoding: JSONWriter.write(Self.tree, as: .wire), as: UTF8.self)
    let string = #""a\u000a\"\\\u0001"# + "\u{7F}é/\""
    #expect(text == #"{"b":{"y":1,"x":"# + string + #"},"a":[[],{},null,true,{"k":-2}]}"#)
  }

  @Test(
    "what is written is read back unchanged",
    arguments: [JSONWriter.Form.pretty, .compact, .wire]
  )
  func roundTrip(_ form: JSONWriter.Form) throws {
    let text = #"{"n":[0,-1.50E+2,1e999],"s":"😀 line\nbreak","o":{"":{}}}"#
    let value = try JSONParser.parse(Array(text.utf8))
    let written = JSONWriter.write(value, as: form)
    #expect(try JSONParser.parse(written) == value)
    if form == .compact {
      #expect(String(decoding: written, as: UTF8.self) == text)
    }
  }
}
