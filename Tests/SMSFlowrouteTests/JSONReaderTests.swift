import TestSupport
import Testing

@testable import SMSFlowroute

@Suite("Reading an answer's JSON", .throttled)
struct JSONReaderTests {
  private func value(_ text: String) -> JSONValue? { JSONReader.value(of: Array(text.utf8)) }

  @Test("gives every kind of value")
  func kinds() {
    let text = "\u{FEFF} {\"a\" : [1, -2.5e3, true,false ,null], \"b\":{}, \"c\":\"\"}\n"
    let expected = JSONValue.object([
      .init(
        name: "a",
        value: .array([.number("1"), .number("-2.5e3"), .bool(true), .bool(false), .null])
      ),
      .init(name: "b", value: .object([])),
      .init(name: "c", value: .string("")),
    ])
    #expect(value(text) == expected)
  }

  @Test("resolves escapes, and replaces what makes no sense")
  func escapes() {
    let text = #""\"\\\/\b\f\n\r\té☃👋 \ud83d \u12 \x""#
    #expect(value(text)?.text == "\"\\/\u{8}\u{C}\n\r\té☃👋 \u{FFFD} \u{FFFD}12 x")
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
    #expect(value(row.text)?["data"]?["id"]?.text == row.id)
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
    #expect((JSONReader.wholeValue(of: Array(text.utf8)) != nil) == isWhole)
  }

  @Test("finds every length but the last of a whole text broken")
  func wholeLengths() {
    let good = Array(#"{"a":[1,"x\u00e9\n",{"b":null}],"c":true}"#.utf8)
    let lengths = good.indices.filter { JSONReader.wholeValue(of: Array(good[..<$0])) != nil }
    #expect(lengths.isEmpty)
    #expect(JSONReader.wholeValue(of: good) != nil)
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
      _ = JSONReader.value(of: Array(good[..<index]))
      for byte in [0, 0x22, 0x5C, 0x7B, 0x7D, 0x5B, 0x5D, 0x2C, 0x3A, 0x75, 0x80, 0xFF] as [UInt8] {
        var bytes = good
        bytes[index] = byte
        _ = JSONReader.value(of: bytes)
      }
    }
  }
}
