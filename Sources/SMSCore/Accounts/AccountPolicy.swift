/// How fast one account may send, and what its hints say about it.
package struct AccountPolicy: Sendable {
  /// The highest number of sends per second, above 0.
  package var messagesPerSecond: Double
  /// The highest number of MMS per second, above 0; each counts as a message besides.
  package var mmsPerSecond = 1.0
  /// The highest number of requests in flight, at least 1; some are reserved for urgent messages.
  package var maxInFlight: Int
  /// How often a paused account is probed.
  package var probeInterval: Interval
  package var facts: AccountFacts
  /// To whom it sends; what was claimed under another rule goes back to the ledger.
  package var staging = Staging()

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
  static func unconfigured(_ facts: AccountFacts) -> AccountPolicy {
    AccountPolicy(
      messagesPerSecond: facts.messagesPerSecond,
      maxInFlight: 1,
      probeInterval: Interval(seconds: 30),
      facts: facts
    )
  }
}
