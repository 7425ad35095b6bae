import SMSSystem
import Testing

@Suite("File names")
struct FileNameTests {
  @Test(
    "what leaves the directory or does not fit is not a name",
    arguments: ["", ".", "..", "a/b", "/", "a\u{0}b", String(repeating: "n", count: 256)]
  )
  func refuses(text: String) {
    #expect(FileName(text) == nil)
  }

  @Test("any other bytes are a name", arguments: ["...", ".a", " ", "-", "ü", "a\nb"])
  func accepts(text: String) throws {
    let name = try #require(FileName(text))
    #expect(name.string == text)
    #expect(name.count == text.utf8.count)
  }

  @Test("255 bytes are a name, of invalid UTF-8 too")
  func acceptsBytes() throws {
    let name = try #require(FileName(bytes: [UInt8](repeating: 0xFF, count: 255)))
    #expect(name.string == nil)
    #expect(name.escaped == String(repeating: "\\xff", count: 255))
  }

  struct Escape: CustomTestStringConvertible {
    let bytes: [UInt8]
    let shown: String
    var testDescription: String { shown }
  }

  @Test(
    "what could act on a terminal or a log is escaped",
    arguments: [
      Escape(bytes: Array("order-1.json".utf8), shown: "order-1.json"),
      Escape(bytes: Array("größe €.json".utf8), shown: "größe €.json"),
      Escape(bytes: Array("a\nb\u{1B}[31m".utf8), shown: "a\\x0ab\\x1b[31m"),
      Escape(bytes: [0x61, 0x80, 0x62], shown: "a\\x80b"),
      Escape(bytes: [0xE2, 0x82], shown: "\\xe2\\x82"),
      Escape(bytes: [0xED, 0xA0, 0x80], shown: "\\xed\\xa0\\x80"),
      Escape(bytes: Array("\u{202E}nosj\u{2066}".utf8), shown: "\\u{202e}nosj\\u{2066}"),
      Escape(bytes: Array("a\u{2028}b\u{85}\u{200B}".utf8), shown: "a\\u{2028}b\\u{85}\\u{200b}"),
      Escape(bytes: Array("back\\slash".utf8), shown: "back\\\\slash"),
    ]
  )
  func escapes(row: Escape) throws {
    let name = try #require(FileName(bytes: row.bytes))
    #expect("\(name)" == row.shown)
  }

  @Test("prefix and suffix are compared by bytes")
  func comparesEnds() {
    let name: FileName = "order.json"
    #expect(name.hasSuffix(".json"))
    #expect(name.hasPrefix("order"))
    #expect(!name.hasSuffix("order.json.json"))
    #expect(name.removingSuffix(".json") == "order")
    #expect((".json" as FileName).removingSuffix(".json") == nil)
    #expect((".smsdispatch-tmp-x" as FileName).isTemporary)
    #expect(!name.isTemporary)
  }

  @Test("a surrounded name is cut in the middle to fit, between characters")
  func surrounds() throws {
    let short: FileName = "order.json"
    #expect(short.surrounded(prefix: "7-", suffix: ".reason.json") == "7-order.json.reason.json")
    let long = try #require(FileName(String(repeating: "a", count: 250) + "üü"))
    let cut = try #require(long.surrounded(prefix: "7-", suffix: ""))
    #expect(cut.string == "7-" + String(repeating: "a", count: 250) + "ü")
    let narrow = try #require(long.surrounded(prefix: "77-", suffix: ""))
    #expect(narrow.string == "77-" + String(repeating: "a", count: 250) + "ü")
    let narrower = try #require(long.surrounded(prefix: "777-", suffix: ""))
    #expect(narrower.string == "777-" + String(repeating: "a", count: 250))
    #expect(short.surrounded(prefix: "a/", suffix: "") == nil)
  }
}
