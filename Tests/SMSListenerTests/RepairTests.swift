import SMSCore
import TestSupport
import Testing

@testable import SMSListener

@Suite("Texts that were cut in the midst of a character", .timeLimit(.minutes(5)), .throttled)
struct RepairTests {
  private static func repaired(_ text: String) -> String {
    String(decoding: WebhookText.repaired(Array(text.utf8)), as: UTF8.self)
  }

  @Test(
    "keep what is left of them",
    arguments: [
      (#"{"a":"\ud83d"}"#, #"{"a":"\uFFFD"}"#), (#"\uDE00x"#, #"\uFFFDx"#),
      (#"\ud83d\ud83d\ude00"#, #"\uFFFD\ud83d\ude00"#), (#"\ud83d\n"#, #"\uFFFD\n"#),
      (#"\ud83dA"#, #"\uFFFDA"#),
    ]
  )
  func surrogates(_ text: String, _ wanted: String) {
    #expect(Self.repaired(text) == wanted)
  }

  @Test(
    "and all else is as it was",
    arguments: [
      #"{"a":"\ud83d\ude00 é 😀"}"#, #"\\ud83d"#, #"\\\\ud83d"#, #"\u00e9\n\"\\"#, #"\ud83"#, #"\"#,
      #"\ud8zz"#, "",
    ]
  )
  func untouched(_ text: String) {
    #expect(Self.repaired(text) == text)
  }

  @Test("bytes that are no UTF-8 cost their own characters only")
  func notUTF8() {
    let bytes = Array(#"{"id":"a","body":"caf"#.utf8) + [0xE9] + Array(#" STOP"}"#.utf8)
    #expect(WebhookJSON(bytes)?["body"]?.text == "caf\u{FFFD} STOP")
  }

  @Test("arrive as texts")
  func arrives() async throws {
    let hall = try await ListenerFixture.open()
    let body = #"{"id":"a","from":"12065550142","to":"12065550101","body":"hi \ud83d there"}"#
    #expect(try await hall.post("message", body) == 200)
    let texts = try await hall.desk.batches.next().map { notice in
      if case .message(let message) = notice { message.body } else { "no text" }
    }
    #expect(texts == ["hi \u{FFFD} there"])
    await hall.listener.stop()
  }
}
