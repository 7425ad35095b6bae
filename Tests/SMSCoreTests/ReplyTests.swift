import Testing

@testable import SMSCore

@Suite("Replies")
struct ReplyTests {
  @Test("each word stops, in any case", arguments: ReplyKeyword.stopWords)
  func stop(_ word: String) {
    #expect(ReplyKeyword(word) == .stop)
    #expect(ReplyKeyword(" \(word.lowercased())\n") == .stop)
    #expect(ReplyKeyword("\(word).") == .stop)
  }

  @Test(
    "the words that are also written as two stop as well",
    arguments: ["opt out", "OPT-OUT", "Stop all", " stop-all. "]
  )
  func joined(_ text: String) {
    #expect(ReplyKeyword(text) == .stop)
  }

  @Test("each word resumes, in any case", arguments: ReplyKeyword.startWords)
  func start(_ word: String) {
    #expect(ReplyKeyword(word.capitalized) == .start)
  }

  @Test(
    "a word among others is no keyword",
    arguments: [
      "STOP PLEASE", "please stop", "", " ", ".", "STOPP", "ST OP", "opt out of it", "unsub scribe",
      "yes, please", "STOP\u{0}",
    ]
  )
  func others(_ text: String) {
    #expect(ReplyKeyword(text) == nil)
  }

  @Test("the words are those of the rules")
  func words() {
    #expect(ReplyKeyword.stopWords.count == 8 && ReplyKeyword.startWords.count == 3)
    #expect(ReplyKeyword.stopWords.isDisjoint(with: ReplyKeyword.startWords))
  }

  @Test("an automatic reply answers its word alone")
  func autoReply() {
    let reply = AutoReply(match: "HELP", text: MessageText("Call us."))
    #expect(reply.answers("help") && reply.answers(" Help! "))
    #expect(!reply.answers("help me") && !reply.answers("HELPS"))
  }

  @Test(
    "a phone gets one an hour and four a day",
    arguments: [
      ([], true), ([-1], false), ([-3_599], false), ([-3_600], true),
      ([-4_000, -8_000, -12_000], true), ([-4_000, -8_000, -12_000, -16_000], false),
      ([-4_000, -8_000, -12_000, -86_400], true),
      // Set back by a day, the clock does not stop replies for a day.
      ([86_400], true), ([60], false),
    ] as [([Int64], Bool)]
  )
  func limit(_ seconds: [Int64], _ allows: Bool) {
    let now = WallTime(milliseconds: 1_000_000_000)
    let earlier = seconds.map { WallTime(milliseconds: now.milliseconds + $0 * 1_000) }
    #expect(AutoReplyLimit.allows(after: earlier, at: now) == allows)
  }
}

extension String {
  fileprivate var capitalized: String { prefix(1) + dropFirst().lowercased() }
}
