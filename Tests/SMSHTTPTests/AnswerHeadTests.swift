import TestSupport
import Testing

@testable import SMSHTTP

@Suite("The head of an answer", .throttled)
struct AnswerHeadTests {
  private func head(_ lines: [String]) -> AnswerHead {
    var head = AnswerHead()
    for line in lines {
      Array(line.utf8).withUnsafeBufferPointer { head.take(line: $0) }
    }
    return head
  }

  @Test("is read in any case of the letters, with or without blanks")
  func fields() {
    let head = head([
      "HTTP/1.1 429 \r\n", "RETRY-after:7\r\n", "date:   Mon \t\r\n", "Location : /x\r\n",
      "no colon\r\n", ":\r\n", "\r\n",
    ])
    #expect(head.retryAfter == "7")
    #expect(head.date == "Mon")
    #expect(head.location == nil)
  }

  @Test("starts over after an interim answer")
  func interim() {
    let head = head([
      "HTTP/1.1 103 Early Hints\r\n", "Retry-After: 9\r\n", "\r\n", "HTTP/1.1 202 Accepted\r\n",
      "\r\n",
    ])
    #expect(head.retryAfter == nil)
  }

  @Test("takes nothing from trailers")
  func trailers() {
    let head = head(["HTTP/1.1 503 x\r\n", "\r\n", "Retry-After: 9\r\n"])
    #expect(head.retryAfter == nil)
  }

  @Test("keeps a bounded part of a long value, and no broken text")
  func bounds() {
    var head = AnswerHead()
    let line = Array("Location: ".utf8) + [UInt8](repeating: 0xE9, count: 200_000)
    line.withUnsafeBufferPointer { head.take(line: $0) }
    #expect(head.location == String(repeating: "\u{FFFD}", count: 1_024))
  }
}
