import SMSCore
import TestSupport
import Testing

@testable import SMSFlowroute

@Suite("Answers of any bytes", .throttled)
struct AnswerFuzzTests {
  @Test("have one meaning each, and bring neither the text nor anything unbounded")
  func bodies() async throws {
    let mutator = FuzzMutator(corpus: AnswerCorpus.bodies, words: AnswerCorpus.words)
    let campaign = FuzzCampaign("answer", mutator: mutator, budget: .ofEnvironment())
    try await campaign.run { AnswerAudit.brokenRule(byBody: $0) }
  }

  @Test("are whole lists or none, with records that can be reckoned with")
  func lists() async throws {
    let mutator = FuzzMutator(
      corpus: AnswerCorpus.lists + AnswerCorpus.refused,
      words: AnswerCorpus.words
    )
    let campaign = FuzzCampaign("list", mutator: mutator, budget: .ofEnvironment(share: 0.5))
    try await campaign.run { AnswerAudit.brokenRule(byList: $0) }
  }

  @Test("are not lists, wherever a complete one is cut")
  func cutLists() {
    for body in AnswerCorpus.lists {
      #expect(ListPage(body, limit: 9, skew: nil) != nil)
      for length in body.indices {
        #expect(ListPage(Array(body[..<length]), limit: 9, skew: nil) == nil)
      }
    }
  }

  @Test("have heads that are bounded, and waits within the hour")
  func heads() async throws {
    let mutator = FuzzMutator(
      corpus: AnswerCorpus.heads,
      words: AnswerCorpus.words + AnswerCorpus.fields
    )
    let campaign = FuzzCampaign("head", mutator: mutator, budget: .ofEnvironment())
    try await campaign.run { AnswerAudit.brokenRule(byHead: $0) }
  }

  @Test("have the whole id or none, wherever a good answer is cut")
  func cut() {
    for body in AnswerCorpus.accepted {
      let id = MessageID.inAnswer(body)
      #expect(id != nil)
      for length in body.indices {
        let cut = MessageID.inAnswer(Array(body[..<length]))
        #expect(cut == nil || cut == id)
      }
    }
  }
}
