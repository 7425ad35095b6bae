import SMSCore
import TestSupport
import Testing

@testable import SMSDaemon

@Suite("A log line", .throttled)
struct LogLineTests {
  private func line(_ value: String) -> LogLine {
    LogLine(
      time: WallTime(milliseconds: 1_000),
      message: .sent,
      values: [(key: "id", value: value)]
    )
  }

  @Test("has the level in front for the journal, the time on a terminal, or is one JSON object")
  func formats() {
    #expect(line("a").rendered(as: .journal) == "<6>sent id=a\n")
    #expect(line("a").rendered(as: .text) == "1970-01-01T00:00:01.000Z info sent id=a\n")
    let json = line("a").rendered(as: .json)
    #expect(json.contains("\"message\":\"sent\"") || json.contains("\"message\": \"sent\""))
    #expect(json.hasSuffix("}\n"))
  }

  @Test(
    "quotes and escapes what could break or forge it",
    arguments: [
      ("", "\"\""), ("a b", "\"a b\""), ("a=b", "\"a=b\""), ("a\"b", "\"a\\\"b\""),
      ("a\\b", "\"a\\\\b\""), ("x\n<0>forged", "\"x\\n<0>forged\""),
      ("a\u{1B}[2J", "\"a\\u{1b}[2J\""),
      ("a\u{202E}b", "\"a\\u{202e}b\""), ("a\u{2028}b", "\"a\\u{2028}b\""),
      ("a\u{2029}b", "\"a\\u{2029}b\""), ("a\u{85}b", "\"a\\u{85}b\""),
      ("a\u{7F}b", "\"a\\u{7f}b\""),
    ]
  )
  func quoting(_ value: String, _ quoted: String) {
    #expect(line(value).rendered(as: .journal) == "<6>sent id=\(quoted)\n")
  }

  @Test("of any value stays one line in JSON")
  func forgedJSON() {
    let json = line("x\n{\"level\":\"error\"}\r").rendered(as: .json)
    #expect(json.utf8.filter { $0 == 0x0A || $0 == 0x0D }.count == 1)
  }

  @Test("goes where standard error goes")
  func automatic() {
    #expect(LogFormat.auto.resolved(isJournal: true, isTerminal: true) == .journal)
    #expect(LogFormat.auto.resolved(isJournal: false, isTerminal: true) == .text)
    #expect(LogFormat.auto.resolved(isJournal: false, isTerminal: false) == .json)
    #expect(LogFormat.text.resolved(isJournal: true, isTerminal: false) == .text)
  }
}
