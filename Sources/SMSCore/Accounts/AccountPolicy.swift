/// How one account may send, and what its hints say of it.
package struct AccountPolicy: Sendable {
  /// Sends per second at most, above 0.
  package var messagesPerSecond: Double
  /// Requests under way at most, at least 1; some of them are kept for urgent messages.
  package var maxInFlight: Int
  /// How often a paused account is probed.
  package var probeInterval: Interval
  package var facts: AccountFacts

  package init(
    messagesPerSecond: Double,
    maxInFlight: Int,
    probeInterval: Interval,
    facts: AccountFacts
  ) {
    self.messagesPerSecond = messagesPerSecond
    self.maxInFlight = maxInFlight
    self.probeInterval = probeInterval
    self.facts = facts
  }

  /// The places that only urgent messages may take.
  var reserved: Int { min(2, maxInFlight - 1) }
}

extension AccountPolicy {
  /// For jobs of an account that is not in the configuration: they wait until it is.
  static func unconfigured(_ account: String) -> AccountPolicy {
    AccountPolicy(
      messagesPerSecond: 1,
      maxInFlight: 1,
      probeInterval: Interval(seconds: 30),
      facts: AccountFacts(
        name: account,
        baseURL: "https://api.flowroute.com",
        api: "v2.1",
        keySource: "the configuration",
        caFile: nil,
        messagesPerSecond: 1
      )
    )
  }
}

/// What a hint says about an account; no secret is among it.
package struct AccountFacts: Hashable, Sendable {
  package var name: String
  package var baseURL: String
  /// `v2`, `v2.1` or `v2.2`.
  package var api: String
  /// Where the keys were read from, in words: a file, the unit's credentials, the environment.
  package var keySource: String
  package var caFile: String?
  package var messagesPerSecond: Double

  package init(
    name: String,
    baseURL: String,
    api: String,
    keySource: String,
    caFile: String?,
    messagesPerSecond: Double
  ) {
    self.name = name
    self.baseURL = baseURL
    self.api = api
    self.keySource = keySource
    self.caFile = caFile
    self.messagesPerSecond = messagesPerSecond
  }
}
