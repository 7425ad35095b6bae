package import SMSCore

extension LedgerView {
  /// Totals, waiting lanes, holds and notes, all of one moment.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  package func summary() throws(LedgerError) -> LedgerSummary {
    try connection.transaction(.read) { () throws(LedgerError) in
      let session = ReadSession(connection: connection)
      return LedgerSummary(
        totals: try totals(),
        waiting: try waiting(),
        holds: try session.holds(),
        notes: try session.notes(),
        restoration: try connection.restoration()
      )
    }
  }

  private func totals() throws(LedgerError) -> [LedgerSummary.Total] {
    var totals: [LedgerSummary.Total] = []
    try connection.query(
      "SELECT spool, state, jobs FROM tally WHERE jobs > 0 ORDER BY spool, state"
    ) { row throws(LedgerError) in
      totals.append(
        LedgerSummary.Total(spool: row.text(0), state: try row.state(1), jobs: row.count(2))
      )
    }
    return totals
  }

  private func waiting() throws(LedgerError) -> [LedgerSummary.Waiting] {
    var waiting: [LedgerSummary.Waiting] = []
    for lane in try connection.waitingLanes() {
      guard let due = try firstDue(of: lane) else { continue }
      waiting.append(LedgerSummary.Waiting(lane: lane, firstDue: due))
    }
    return waiting.sorted { $0.order < $1.order }
  }

  /// Hands over the numbers that messages are still to go to: those of jobs that wait, and of phones
  /// that are enrolled, with their spool.
  ///
  /// - Throws: `LedgerError` with SQLite's reason, or `corrupt`.
  package func withPhonesToCome(
    _ body: (_ spool: String, PhoneNumber) -> Void
  ) throws(LedgerError) {
    try connection.query(
      """
      SELECT spool, recipient FROM job
        WHERE account IS NOT NULL AND state <= 2 AND recipient IS NOT NULL
      UNION ALL SELECT spool, phone FROM enrollment WHERE phone IS NOT NULL
      """
    ) { row throws(LedgerError) in body(row.text(0), try row.phone(1)) }
  }

  private func firstDue(of lane: Lane) throws(LedgerError) -> WallTime? {
    try connection.first(
      """
      SELECT due FROM job INDEXED BY job_lane
      WHERE account IS NOT NULL AND state <= 1 AND account = ? AND spool = ? AND priority = ?
      ORDER BY due LIMIT 1
      """,
      [.text(lane.account), .text(lane.spool), .priority(lane.priority)]
    ) { $0.time(0) }
  }
}

extension LedgerSummary.Waiting {
  fileprivate var order: (String, String, Int) {
    (lane.account, lane.spool, lane.priority.rawValue)
  }
}

/// The ledger at a glance, as `status` tells it.
package struct LedgerSummary: Equatable, Sendable {
  /// How many jobs of a spool are in a state; commands are jobs.
  package struct Total: Hashable, Sendable {
    package var spool: String
    package var state: JobState
    package var jobs: Int
  }

  /// A lane with jobs waiting, and when the first of them is or was due.
  package struct Waiting: Hashable, Sendable {
    package var lane: Lane
    package var firstDue: WallTime
  }

  /// By spool, then state; states without jobs are left out.
  package var totals: [Total]
  /// By account, then spool, then priority.
  package var waiting: [Waiting]
  /// The switches in force.
  package var holds: Set<HoldScope>
  /// What the daemon noted, by name.
  package var notes: [String: String]
  /// From when the ledger was restored; nil if it was not, or if that is over.
  package var restoration: Restoration?
}
