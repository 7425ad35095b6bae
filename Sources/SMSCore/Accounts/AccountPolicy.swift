/// How fast one account may send, and what its hints say about it.
package struct AccountPolicy: Sendable {
  /// The highest number of sends per second, above 0.
  package var messagesPerSecond: Double
  /// The highest number of requests in flight, at least 1; some are reserved for urgent messages.
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

  /// How many requests in flight only urgent messages may use.
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

/// What hints say about an account; none of it is secret.
package struct AccountFacts: Hashable, Sendable {
  package var name: String
  /// The address of the provider's API.
  package var baseURL: String
  /// `v2`, `v2.1` or `v2.2`.
  package var api: String
  /// Where the keys were read from, in words: a file, the unit's credentials, the environment.
  package var keySource: String
  /// nil: the system's CA bundle.
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
