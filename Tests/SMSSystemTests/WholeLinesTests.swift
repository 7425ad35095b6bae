import SMSSystem
import TestSupport
import Testing

@Suite("Whole lines")
struct WholeLinesTests {
  private let temporary: TemporaryDirectory

  init() throws {
    temporary = try TemporaryDirectory()
  }

  private func write(_ text: String, appending: Bool = false) throws {
    let flags: OpenFlags = appending ? [.writeOnly, .append] : [.writeOnly, .create, .truncate]
    try temporary.directory.openFile("a", flags, mode: 0o600).write(Array(text.utf8))
  }

  private func blocks(_ lines: inout WholeLines) throws -> [String] {
    let file = try temporary.directory.openFile("a", .readOnly)
    var blocks: [String] = []
    while let block = try lines.next(in: file) {
      blocks.append(String(decoding: block, as: UTF8.self))
    }
    return blocks
  }

  @Test("blocks end with a newline, and what follows the last one is left until it is whole")
  func whole() throws {
    try write("one\ntwo\nthree\nfo")
    var lines = WholeLines(block: 9)
    #expect(try blocks(&lines) == ["one\ntwo\n", "three\n"])
    #expect(lines.position == 14)
    try write("ur\nfive\n", appending: true)
    #expect(try blocks(&lines) == ["four\n", "five\n"])
    #expect(try blocks(&lines) == [])
  }

  @Test("a line longer than a block is whole, and one longer than any comes in pieces")
  func long() throws {
    try write("0123456789\nx\n")
    var lines = WholeLines(block: 4)
    #expect(try blocks(&lines) == ["0123456789\nx\n"])
    var short = WholeLines(block: 4, longest: 4)
    #expect(try blocks(&short) == ["0123", "4567", "89\n", "x\n"])
  }

  @Test("an empty file has none, and a block is split at its newlines")
  func empty() throws {
    try write("")
    var lines = WholeLines()
    #expect(try blocks(&lines) == [])
    #expect(WholeLines.split(Array("a\n\nb\n".utf8)).map(Array.init) == [[97], [98]])
  }
}
