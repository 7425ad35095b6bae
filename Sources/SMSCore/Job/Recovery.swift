/// What the ledger holds for a daemon that starts.
package struct Recovery: Sendable {
  /// Lanes in which jobs wait, due or not.
  package var lanes: Set<Lane>
  /// Attempts that began and have no outcome: each may have been accepted.
  package var interrupted: [InterruptedAttempt]
  /// Jobs in doubt, for which the provider's list was being searched.
  package var doubtful: [DoubtfulJob]
  /// Sent messages whose id was being looked for.
  package var nameless: [NamelessJob]
  package var commands: [CommandJob]
  /// The holds in force that are switches: `.all`, `.spool`, `.account`, `.sender`; never `.job`.
  package var holds: Set<HoldScope>
  /// The batches that are held and have not ended.
  package var heldBatches: Set<JobNumber>

  package init(
    lanes: Set<Lane>,
    interrupted: [InterruptedAttempt],
    doubtful: [DoubtfulJob],
    nameless: [NamelessJob],
    commands: [CommandJob],
    holds: Set<HoldScope>,
    heldBatches: Set<JobNumber> = []
  ) {
    self.lanes = lanes
    self.interrupted = interrupted
    self.doubtful = doubtful
    self.nameless = nameless
    self.commands = commands
    self.holds = holds
    self.heldBatches = heldBatches
  }
}

/// An attempt that was interrupted by a crash.
package struct InterruptedAttempt: Hashable, Sendable {
  /// As the ledger holds it: its `attempts` count this one.
  package var entry: AgendaEntry
  package var begunAt: PastMoment

  package init(entry: AgendaEntry, begunAt: PastMoment) {
    self.entry = entry
    self.begunAt = begunAt
  }
}
