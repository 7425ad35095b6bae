import SMSCommands
import SMSSystem
import TestSupport
import Testing

@Suite("Lines of a file", .throttled)
struct LineReaderTests {
  private func lines(_ text: String, longest: Int = 100) throws -> [LineReader.Line] {
    let directory = try TemporaryDirectory()
    try directory.directory.writeReplacing("f", Array(text.utf8), durable: false)
    var reader = try LineReader(path: directory.path("f"), longest: longest)
    var lines: [LineReader.Line] = []
    while let line = try reader.next() { lines.append(line) }
    return lines
  }

  @Test("Lines are numbered, and the last one needs no newline")
  func numbers() throws {
    let lines = try lines("a\n\nbcd")
    #expect(lines.map(\.number) == [1, 2, 3])
    #expect(lines.map { String(decoding: $0.bytes, as: UTF8.self) } == ["a", "", "bcd"])
    #expect(lines.map(\.end) == [2, 3, 6])
    #expect(lines.map(\.isBlank) == [false, true, false])
  }

  @Test("A newline at the end starts no further line")
  func ending() throws {
    #expect(try lines("a\n").count == 1)
    #expect(try lines("").isEmpty)
  }

  @Test("A line across blocks is put together, a long one is cut")
  func blocks() throws {
    let long = String(repeating: "x", count: 700_000)
    let lines = try lines("\(long)\nend\n", longest: 600_000)
    #expect(lines.map(\.bytes.count) == [600_001, 3])
    #expect(lines.last?.end == 700_005)
  }
}
