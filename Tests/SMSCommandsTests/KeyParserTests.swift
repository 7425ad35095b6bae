import SMSCommands
import TestSupport
import Testing

@Suite("Keys of a terminal", .throttled)
struct KeyParserTests {
  private static func keys(_ portions: String...) -> [Key] {
    var parser = KeyParser()
    return portions.flatMap { parser.take($0.utf8) }
  }

  @Test("Characters, Enter and the keys that send several bytes are keys, in either mode")
  func known() {
    #expect(Self.keys("hT?") == [.character("h"), .character("T"), .character("?")])
    #expect(Self.keys("\r\n") == [.enter, .enter])
    #expect(Self.keys("\u{1B}[A\u{1B}[B\u{1B}OA\u{1B}OB") == [.up, .down, .up, .down])
    #expect(Self.keys("\u{1B}[H\u{1B}[1~\u{1B}OF\u{1B}[4~") == [.home, .home, .end, .end])
  }

  @Test("A key whose bytes come one by one is the same key")
  func split() {
    #expect(
      Self.keys("\u{1B}", "[", "A", "\u{1B}", "O", "B", "j") == [.up, .down, .character("j")]
    )
    #expect(Self.keys("\u{1B}[", "1", "~") == [.home])
  }

  @Test("What is no known key is ignored, and does not make a key of what follows")
  func unknown() {
    #expect(Self.keys("\u{1B}[1;5A\u{1B}[<0;12;9M\u{1B}[24~j") == [.character("j")])
    #expect(Self.keys("\u{1B}yh") == [.character("h")])
    #expect(Self.keys("h\u{0}\u{7}é日q") == [.character("h"), .character("q")])
    #expect(Self.keys("\u{1B}[\(String(repeating: "7", count: 1_000))~q") == [.character("q")])
    #expect(Self.keys("\u{1B}\u{1B}[A") == [.up])
    #expect(Self.keys("\u{1B}[\u{1B}[B") == [.down])
  }

  @Test("Pasted text is no key, whatever it holds and however it comes")
  func pasted() {
    let text = "\u{1B}[200~hy\n\u{1B}[A\u{1B}OBq\u{1B}[201~k"
    #expect(Self.keys(text) == [.character("k")])
    var parser = KeyParser()
    #expect(text.utf8.flatMap { parser.take([$0]) } == [.character("k")])
  }

  @Test("Escape is a key of its own once nothing follows it")
  func escape() {
    var parser = KeyParser()
    #expect(parser.take([0x1B]) == [])
    #expect(parser.pause() == [])
    #expect(parser.pause() == [.escape])
    #expect(parser.pause() == [])
    #expect(parser.take(Array("[A".utf8)) == [.character("["), .character("A")])
  }
}
