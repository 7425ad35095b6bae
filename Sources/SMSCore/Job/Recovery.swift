/// What the ledger tells a daemon that starts.
package struct Recovery: Sendable {
  /// Lanes in which jobs wait, due or not.
  package var lanes: Set<Lane>
  /// Attempts that had begun and have no outcome: each may have been accepted.
  package var interrupted: [InterruptedAttempt]
  /// Attempts whose fate was being looked for.
  package var doubtful: [DoubtfulJob]
  /// Sent messages whose id was being looked for.
  package var nameless: [NamelessJob]
  package var commands: [CommandJob]
  /// The switches in force: `.all`, `.spool`, `.account`, `.sender`; never `.job`.
  package var holds: Set<HoldScope>

  package init(
    lanes: Set<Lane>,
    interrupted: [InterruptedAttempt],
    doubtful: [DoubtfulJob],
    nameless: [NamelessJob],
    commands: [CommandJob],
    holds: Set<HoldScope>
  ) {
    self.lanes = lanes
    self.interrupted = interrupted
    self.doubtful = doubtful
    self.nameless = nameless
    self.commands = commands
    self.holds = holds
  }
}

/// An attempt that a crash cut off.
package struct InterruptedAttempt: Hashable, Sendable {
  /// As the ledger holds it: its `attempts` count this one.
  package var entry: AgendaEntry
  package var begunAt: PastMoment

  package init(entry: AgendaEntry, begunAt: PastMoment) {
    self.entry = entry
    self.begunAt = begunAt
  }
}
