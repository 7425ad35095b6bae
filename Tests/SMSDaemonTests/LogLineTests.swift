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

  @Test(
    "masks the numbers in names that producers chose, and nothing shorter",
    arguments: [
      ("12065550142", "1206•••0142"), ("order-2065550142-b", "order-2065•••0142-b"),
      ("sms12065550142", "sms1206•••0142"), ("a-206555014", "a-206555014"),
      ("7-12065550142.json", "7-1206•••0142.json"), ("1206555014212065550142", "1206•••0142"),
      ("é12065550142\u{1F600}", "é1206•••0142\u{1F600}"),
    ]
  )
  func masking(_ value: String, _ masked: String) {
    for key in ["id", "file", "rejected_as", "error", "cause"] {
      let line = LogLine(
        time: WallTime(milliseconds: 0),
        message: .rejected,
        values: [(key, value)]
      )
      #expect(line.values[0].value == masked)
    }
    let line = LogLine(
      time: WallTime(milliseconds: 0),
      message: .receipt,
      values: [("provider_message_id", "mdr2-1206555014207"), ("bytes", "12345678901")]
    )
    #expect(line.values.map(\.value) == ["mdr2-1206555014207", "12345678901"])
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
