import SMSCore
import SMSJSON
import Testing

@testable import SMSDaemon

@Suite("What a process that makes a page reads and writes")
struct PageCallTests {
  private static let start = WallTime(milliseconds: 1_800_000_000_000)

  @Test("is read as it was written")
  func call() {
    var call = PageCall(
      .get,
      "",
      base: "/s/x/",
      user: 0,
      rights: .read,
      configurationPath: "/etc/ä \"c\"",
      formID: "f",
      kept: "k",
      endsAt: Self.start
    )
    #expect(PageCall(call.input) == call)
    call.method = .post
    call.path = "job/default/a\u{202E}\n"
    call.query = [.init("a", "1"), .init("a", "")]
    call.form = [.init("to", "12065550142\u{0}"), .init("", "=&")]
    call.rights = .act
    call.user = .max
    call.actGroup = "ops"
    call.result = ["n": [1, .null, "x"]]
    call.actsUntil = Self.start
    call.isLive = true
    call.points = [
      RatePoint(start: Self.start, accepted: 1, sent: 2, failed: 3, deferred: 4, expired: 5),
      RatePoint(start: Self.start, p50: 6, p99: 7),
    ]
    #expect(PageCall(call.input) == call)
    for text in ["", "{}", "[]", "x"] { #expect(PageCall(Array(text.utf8)) == nil) }
  }

  @Test("is an answer with its body, byte by byte")
  func answer() {
    let page = PageAnswer(body: [0, 10, 13, 255])
    #expect(PageAnswer(page.output) == page)
    let disclosed = PageAnswer(disclosed: JSONObject([("page", "x"), ("shows", "text")]))
    #expect(PageAnswer(disclosed.output) == disclosed)
    let other = PageAnswer.seeOther("found/k", keeps: true, result: ["n": 1])
    #expect(PageAnswer(other.output) == other)
    for text in ["", "{}", #"{"status":200}"#, "{\"status\":99}\n", "{\"status\":600}\n", "x\n"] {
      #expect(PageAnswer(Array(text.utf8)) == nil, "\(text)")
    }
  }

  @Test("A note of revocations is read as it was written, and counts up")
  func revocations() throws {
    let now = Self.start
    var revocations = ConsoleRevocations(at: now)
    let session = ConsoleSession(
      id: "s",
      user: 1,
      grant: .act,
      start: now,
      number: revocations.number
    )
    #expect(ConsoleSession(session.text) == session)
    #expect(revocations.allows(session, at: now))
    revocations.end(session, at: now)
    #expect(!revocations.allows(session, at: now))
    #expect(ConsoleRevocations(note: revocations.note) == revocations)
    let first = revocations.number
    revocations.revoke(at: now)
    revocations.revoke(at: now.advanced(by: Interval(seconds: -10)))
    #expect(revocations.number == first + 2)
    revocations.revoke(at: now.advanced(by: Interval(seconds: 10)))
    #expect(revocations.number == first + 10_000)
    #expect(ConsoleRevocations(note: revocations.note) == revocations)
    #expect(ConsoleRevocations(note: "x") == nil)
    // More than are remembered revokes all.
    for number in 0...1_000 {
      let other = ConsoleSession(
        id: "\(number)",
        user: 1,
        grant: .read,
        start: now,
        number: revocations.number
      )
      revocations.end(other, at: now)
    }
    #expect(revocations.ended.isEmpty && revocations.number == first + 10_001)
  }
}
