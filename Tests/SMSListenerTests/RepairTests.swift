import SMSCore
import SMSJSON
import SMSListener
import TestSupport
import Testing

@testable import SMSFlowroute

@Suite("Texts that were cut in the midst of a character", .timeLimit(.minutes(10)), .throttled)
struct RepairTests {
  @Test("cost their own characters only, if their bytes are not UTF-8")
  func notUTF8() {
    let bytes = Array(#"{"id":"a","body":"caf"#.utf8) + [0xE9] + Array(#" STOP"}"#.utf8)
    #expect(JSONValue(webhook: bytes)?["body"]?.webhookText == "caf\u{FFFD} STOP")
  }

  @Test(
    "and calls that are JSON by and large are read as far as they are",
    arguments: [
      (#"{"a":1,}"#, "1"), (#"{"a":[],"a":2}"#, nil), (#"{"a":1e2}"#, "100"),
      (#"{"a":1.50}"#, "1.5"),
      (#"{"a":-0}"#, "0"), (#"{"a":12345678901234567890}"#, "1.2345678901234567e+19"),
      (#"{"a":01}"#, nil), (#"{"a":1-2}"#, nil), (#"{"a":1e400}"#, nil), (#"{"a":null}"#, nil),
      ("{\"a\":\"x\ny\"}", "x\ny"), (#"{"a":"x\qy"}"#, "xqy"),
    ]
  )
  func members(_ body: String, _ text: String?) throws {
    let json = try #require(JSONValue(webhook: Array(body.utf8)))
    #expect(json["a"]?.webhookText == text)
  }

  @Test(
    "but half a call, or anything but an object, is not read",
    arguments: [
      #"{"a":"x"#, #"{"a":"x""#, #"{"a":1"#, "{}x", "[]", "1", "", #"{"a":nul}"#, #"{"a" 1}"#,
      "{,}",
      "{\"a\":" + String(repeating: "[", count: 16) + String(repeating: "]", count: 16) + "}",
    ]
  )
  func halves(_ body: String) {
    #expect(JSONValue(webhook: Array(body.utf8)) == nil)
  }

  @Test("arrive as texts")
  func arrives() async throws {
    let fixture = try await ListenerFixture.open()
    let body = #"{"id":"a","from":"12065550142","to":"12065550101","body":"hi \ud83d there"}"#
    #expect(try await fixture.post("message", body) == 200)
    let texts = try await fixture.recorder.batches.next().map { event in
      if case .message(let message) = event { message.body } else { "no text" }
    }
    #expect(texts == ["hi \u{FFFD} there"])
    await fixture.listener.stop()
  }
}
