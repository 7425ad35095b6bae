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
