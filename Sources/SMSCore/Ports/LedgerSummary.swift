/// The ledger at a glance, as `status` shows it.
package struct LedgerSummary: Equatable, Sendable {
  /// The number of a spool's jobs in a state; commands are jobs too.
  package struct Total: Hashable, Sendable {
    package var spool: String
    package var state: JobState
    package var jobs: Int

    package init(spool: String, state: JobState, jobs: Int) {
      self.spool = spool
      self.state = state
      self.jobs = jobs
    }
  }

  /// A lane with waiting jobs, and when the first of them is or was due.
  package struct Waiting: Hashable, Sendable {
    package var lane: Lane
    package var firstDue: WallTime

    package init(lane: Lane, firstDue: WallTime) {
      self.lane = lane
      self.firstDue = firstDue
    }
  }

  /// By spool, then state; states without jobs are left out.
  package var totals: [Total]
  /// By account, then spool, then priority.
  package var waiting: [Waiting]
  /// The holds in force.
  package var holds: Set<HoldScope>
  /// The daemon's notes, by key.
  package var notes: [String: String]
  /// The restore that the ledger comes from; nil without one, or once `release --all` ended it.
  package var restoration: Restoration?

  package init(
    totals: [Total],
    waiting: [Waiting],
    holds: Set<HoldScope>,
    notes: [String: String],
    restoration: Restoration? = nil
  ) {
    self.totals = totals
    self.waiting = waiting
    self.holds = holds
    self.notes = notes
    self.restoration = restoration
  }
}
