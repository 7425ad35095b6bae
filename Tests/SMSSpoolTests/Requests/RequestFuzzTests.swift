import SMSCore
import TestSupport
import Testing

@testable import SMSSpool

@Suite("Requests of any bytes")
struct RequestFuzzTests {
  private static let mutator = FuzzMutator(
    corpus: RequestCorpus.inputs,
    words: RequestCorpus.words
  )

  @Test(
    "are judged in one way, the accepted ones in any form, each fault with place and repair",
    arguments: [false, true]
  )
  func requests(isOperator: Bool) async throws {
    let rules = isOperator ? Sample.operatorRules : Sample.rules
    let budget = FuzzBudget.ofEnvironment()
    let campaign = FuzzCampaign("request", mutator: Self.mutator, budget: budget)
    try await campaign.run { RequestAudit(rules: rules).brokenRule(by: $0) }
  }

  @Test("of the corpus are accepted as they are, so that there is something to break")
  func corpus() throws {
    for bytes in RequestCorpus.messages {
      _ = try RequestDecoder(rules: RequestCorpus.rules).decode(bytes, from: Sample.origin())
    }
  }
}
