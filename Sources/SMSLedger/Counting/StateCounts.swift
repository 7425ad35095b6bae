internal import SMSCore

/// The changes in how many jobs of each spool are in each state: counting moves avoids a scan over
/// a million jobs.
///
/// What is sent to a phone is counted apart from requests that send nothing, such as a `cancel`: a
/// canceled message counts as canceled once.
struct StateCounts {
  private struct Key: Hashable {
    let spool: String
    let state: JobState
    let isMessage: Bool
  }

  private var differences: [Key: Int] = [:]

  /// Counts a job that was added to the ledger.
  mutating func add(_ spool: String, _ state: JobState, isMessage: Bool) {
    differences[Key(spool: spool, state: state, isMessage: isMessage), default: 0] += 1
  }

  /// Counts a job that was removed from the ledger.
  mutating func remove(_ spool: String, _ state: JobState, isMessage: Bool) {
    differences[Key(spool: spool, state: state, isMessage: isMessage), default: 0] -= 1
  }

  /// Counts a job's change of state.
  mutating func move(_ spool: String, from old: JobState, to new: JobState, isMessage: Bool) {
    guard old != new else { return }
    remove(spool, old, isMessage: isMessage)
    add(spool, new, isMessage: isMessage)
  }

  /// Adds the counts to the ledger and resets them.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  mutating func write(to connection: Connection) throws(LedgerError) {
    for (key, difference) in differences where difference != 0 {
      try connection.run(
        """
        INSERT INTO \(key.isMessage ? "tally" : "request_tally") (spool, state, jobs)
        VALUES (?1, ?2, ?3)
        ON CONFLICT (spool, state) DO UPDATE SET jobs = jobs + ?3
        """,
        [.text(key.spool), .state(key.state), .integer(Int64(difference))]
      )
    }
    differences.removeAll(keepingCapacity: true)
  }
}
