import SMSCore
import SMSSystem
import TestSupport
import Testing

@testable import SMSDaemon

@Suite("Configurations of any bytes", .throttled)
struct ConfigurationFuzzTests {
  @Test("are judged in one way, each fault with its path, and the good ones can be worked with")
  func configurations() async throws {
    let mutator = FuzzMutator(
      corpus: [try ConfigurationCorpus.shipped()] + ConfigurationCorpus.inputs,
      words: ConfigurationCorpus.words
    )
    // JSON5 goes through the toolchain's decoder, twice as slow as our own.
    let budget = FuzzBudget.ofEnvironment(share: 0.5)
    let campaign = FuzzCampaign("configuration", mutator: mutator, budget: budget)
    try await campaign.run { ConfigurationAudit.brokenRule(by: $0) }
  }

  @Test("of the corpus are accepted as they are, so that there is something to break")
  func corpus() throws {
    for bytes in [try ConfigurationCorpus.shipped()] + ConfigurationCorpus.inputs {
      _ = try Configuration.decode(bytes, path: "config.json5")
    }
  }
}
