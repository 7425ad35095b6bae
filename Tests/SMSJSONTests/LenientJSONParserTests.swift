import SMSJSON
import TestSupport
import Testing

@Suite("Reading JSON that may be broken", .throttled)
struct LenientJSONParserTests {
  private func value(_ text: String) -> JSONValue? { LenientJSONParser.value(of: Array(text.utf8)) }

  @Test("gives every kind of value")
  func kinds() throws {
    let text = "\u{FEFF} {\"a\" : [1, -2.5e3, true,false ,null], \"b\":{}, \"c\":\"\"}\n"
    let expected: JSONValue = [
      "a": [1, .number(try #require(JSONNumber(validating: "-2.5e3"))), true, false, .null],
      "b": [:],
      "c": "",
    ]
    #expect(value(text) == expected)
  }

  @Test("resolves escapes, and replaces what makes no sense")
  func escapes() {
    let text = #""\"\\\/\b\f\n\r\té☃👋 \ud83d \u12 \x""#
    #expect(value(text)?.string == "\"\\/\u{8}\u{C}\n\r\té☃👋 \u{FFFD} \u{FFFD}12 x")
  }

  struct Broken: CustomTestStringConvertible {
    var text: String
    var id: String?
    var testDescription: String { text }
  }

  @Test(
    "keeps what is complete before the first fault",
    arguments: [
      Broken(text: #"{"data":{"id":"mdr2-1","type":"mes"#, id: "mdr2-1"),
      Broken(text: #"{"data":{"id":"mdr2-1""#, id: "mdr2-1"),
      Broken(text: #"{"data":{"id":"mdr2-1",}}"#, id: "mdr2-1"),
      Broken(text: #"{"data":{"id":"mdr2-1"}} trailing"#, id: "mdr2-1"),
      Broken(text: #"{"data":{"id":"mdr2-"#, id: nil),
      Broken(text: #"{"data":{"id":"mdr2-\"#, id: nil),
      Broken(text: #"{"data":{"id":12"#, id: nil),
      Broken(text: #"{"data":{"id""#, id: nil),
      Broken(text: #"{"data":[{"id":"mdr2-1"}]}"#, id: nil),
      Broken(text: #"{data:{id:1}}"#, id: nil),
      Broken(text: "<html>", id: nil),
      Broken(text: "", id: nil),
    ]
  )
  func broken(row: Broken) {
    #expect(value(row.text)?["data"]?["id"]?.string == row.id)
  }

  @Test(
    "tells a whole value from what only begins as one",
    arguments: [
      (#"{"data":[{"id":"a","n":1.5e3}],"x":null}"#, true), (" [] \r\n", true), ("12", true),
      ("\u{FEFF}{}", true), (#"{"data":[{"id":"a"}]"#, false), (#"{"data":[{"id":"a"}"#, false),
      (#"{"data":[{"id":"a"},"#, false), (#"{"data":[]}x"#, false), (#"{"data":[]}{}"#, false),
      (#"{"data":[1,]}"#, false), (#"{"data":[1 2]}"#, false), (#"{"data":["a]}"#, false),
      (#"{"data":[nul]}"#, false), (#"{"data":[],}"#, false), (#"{"data":[1"#, false),
      ("", false), ("<html>", false), (String(repeating: "[", count: 40), false),
      (String(repeating: "[", count: 40) + String(repeating: "]", count: 40), false),
    ]
  )
  func whole(text: String, isWhole: Bool) {
    #expect((LenientJSONParser.wholeValue(of: Array(text.utf8)) != nil) == isWhole)
  }

  @Test("takes a comma before the end of an object or array for a whole value only if it may")
  func trailingCommas() {
    for text in [#"{"a":1,}"#, "[1,]", #"{"a":[{"b":[],},],}"#] {
      let bytes = Array(text.utf8)
      #expect(LenientJSONParser.wholeValue(of: bytes) == nil)
      #expect(LenientJSONParser.wholeValue(of: bytes, allowsTrailingCommas: true) != nil)
    }
    for text in ["{,}", "[,]", "[1,,]", "[1", "[1,"] {
      let bytes = Array(text.utf8)
      #expect(LenientJSONParser.wholeValue(of: bytes, allowsTrailingCommas: true) == nil)
    }
  }

  @Test(
    "keeps what is left of a text that was cut in the middle of a character",
    arguments: [
      (#"\ud83d"#, "\u{FFFD}"), (#"\uDE00x"#, "\u{FFFD}x"),
      (#"\ud83d\ud83d\ude00"#, "\u{FFFD}😀"),
      (#"\ud83d\n"#, "\u{FFFD}\n"), (#"\ud83dA"#, "\u{FFFD}A"), (#"\ud83d\ude00 é 😀"#, "😀 é 😀"),
      (#"\\ud83d"#, #"\ud83d"#), (#"\\\\ud83d"#, #"\\ud83d"#), (#"\u00e9\n\"\\"#, "é\n\"\\"),
      (#"\ud83"#, "\u{FFFD}d83"), (#"\ud8zz"#, "\u{FFFD}d8zz"), ("", ""),
    ]
  )
  func cutCharacters(_ text: String, _ wanted: String) {
    #expect(value("\"\(text)\"")?.string == wanted)
  }

  @Test("replaces bytes that are not UTF-8, and nothing around them")
  func notUTF8() {
    let bytes = Array(#"{"id":"a","body":"caf"#.utf8) + [0xE9] + Array(#" STOP"}"#.utf8)
    #expect(LenientJSONParser.wholeValue(of: bytes)?["body"] == "caf\u{FFFD} STOP")
  }

  @Test(
    "keeps the characters of a number that is not JSON's",
    arguments: ["1-2", "01", "+5", ".5", "5.", "1e", "--1", "1.2.3"]
  )
  func malformedNumbers(_ text: String) throws {
    let number = try #require(value("[\(text)]")?.array?.first?.number)
    #expect(number.text == text)
    #expect(!number.isWellFormed)
    #expect(number.plain == nil)
  }

  @Test("keeps duplicate members, of which the first counts")
  func duplicates() {
    let value = value(#"{"a":1,"a":2}"#)
    #expect(value?["a"] == 1)
    #expect(value?.object?.members.count == 2)
  }

  @Test("finds every length but the last of a whole text broken")
  func wholeLengths() {
    let good = Array(#"{"a":[1,"x\u00e9\n",{"b":null}],"c":true}"#.utf8)
    let lengths = good.indices.filter {
      LenientJSONParser.wholeValue(of: Array(good[..<$0])) != nil
    }
    #expect(lengths.isEmpty)
    #expect(LenientJSONParser.wholeValue(of: good) != nil)
  }

  @Test("bounds nesting")
  func nesting() {
    #expect(value(String(repeating: "[", count: 100_000)) != nil)
    #expect(value(String(repeating: "{\"a\":", count: 100_000)) != nil)
  }

  @Test("takes any bytes without a trap")
  func anyBytes() {
    // Every byte of a good answer replaced by every class of byte, and every length of it.
    let good = Array(#"{"a":[1,"x\u00e9\n",{"b":null}],"c":true}"#.utf8)
    for index in good.indices {
      _ = LenientJSONParser.value(of: Array(good[..<index]))
      for byte in [0, 0x22, 0x5C, 0x7B, 0x7D, 0x5B, 0x5D, 0x2C, 0x3A, 0x75, 0x80, 0xFF] as [UInt8] {
        var bytes = good
        bytes[index] = byte
        _ = LenientJSONParser.value(of: bytes)
      }
    }
  }
}
