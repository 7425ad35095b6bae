/// What the dispatcher needs to know of the configuration.
package struct DispatcherConfiguration: Sendable {
  package var accounts: [String: AccountPolicy]
  package var spools: [String: SpoolPolicy]
  package var retry: RetryPolicy
  /// What becomes of an attempt in doubt, unless the request says otherwise.
  package var ifUncertain: UncertainPolicy

  package init(
    accounts: [String: AccountPolicy],
    spools: [String: SpoolPolicy],
    retry: RetryPolicy,
    ifUncertain: UncertainPolicy
  ) {
    self.accounts = accounts
    self.spools = spools
    self.retry = retry
    self.ifUncertain = ifUncertain
  }
}

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

/// How one spool stands against the others.
package struct SpoolPolicy: Sendable {
  /// Its weight at equal priority, above 0.
  package var share: Double

  package init(share: Double) {
    self.share = share
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
