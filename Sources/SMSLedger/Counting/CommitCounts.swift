internal import SMSCore

/// What is counted while a batch of changes is made, and becomes true with its commit.
struct CommitCounts {
  private var states = StateCounts()
  /// What the counters of batches change by.
  var batches = BatchTally()
  private var hours = SenderHours()
  /// How many jobs entered which state.
  private var entries: [JobEntry: Int] = [:]
  /// How many phones went on the opt-out list.
  private var optOuts: [OptOut.Source: Int] = [:]

  /// Counts a new job.
  mutating func added(
    _ spool: String,
    _ kind: JobKind,
    _ state: JobState,
    in batch: JobNumber? = nil
  ) {
    batches.add(batch, state)
    states.add(spool, state, isMessage: kind.isSent)
    entries[JobEntry(spool, kind, state), default: 0] += 1
  }

  /// Counts a job of an earlier ledger that this one takes over.
  mutating func adopted(_ spool: String, _ state: JobState, isMessage: Bool) {
    states.add(spool, state, isMessage: isMessage)
  }

  /// Counts a job that was removed.
  mutating func removed(_ spool: String, _ state: JobState, isMessage: Bool) {
    states.remove(spool, state, isMessage: isMessage)
  }

  /// Counts a message's move into an attempt, or back out of it as if it had not begun.
  mutating func returned(_ job: WriteSession.JobRow, to state: JobState, at time: WallTime) {
    states.move(job.name.spool, from: job.state, to: state, isMessage: true)
    batches.move(job.lane?.batch, from: job.state, to: state, at: time)
  }

  /// Counts a job's change of state.
  ///
  /// - Parameters:
  ///   - job: The job before the change.
  ///   - state: Its state now.
  ///   - error: Why; nil for states without an error.
  ///   - time: When.
  mutating func moved(
    _ job: WriteSession.JobRow,
    to state: JobState,
    error: ErrorCode? = nil,
    at time: WallTime
  ) {
    guard job.state != state else { return }
    states.move(job.name.spool, from: job.state, to: state, isMessage: job.isMessage)
    batches.move(job.lane?.batch, from: job.state, to: state, error: error, at: time)
    // What is released returns to where it was.
    guard state != .queued, state != .deferred || error != nil else { return }
    entries[JobEntry(job.name.spool, job.kind, state, error: error), default: 0] += 1
    switch state {
    case .sent: hours.sent(from: job.sender, to: job.recipient, at: time)
    case .failed: hours.add(SenderCounts(failed: 1), of: job.sender, at: time)
    default: break
    }
  }

  /// Counts a message that was reported as undelivered, or with −1 as delivered after all.
  mutating func undelivered(_ change: Int, from sender: PhoneNumber, at time: WallTime) {
    guard change != 0 else { return }
    hours.add(SenderCounts(undelivered: change), of: Int64(sender.value), at: time)
  }

  /// Counts a phone that went on the opt-out list, now or at the time of its reply.
  ///
  /// - Parameters:
  ///   - optOut: The entry.
  ///   - isCounted: Whether the phone is among those that opted out of the number that day already.
  mutating func optedOut(_ optOut: OptOut, isCounted: Bool) {
    imported(1, from: optOut.source)
    guard optOut.source.isByPhone, !isCounted else { return }
    let sender = optOut.sender.map { Int64($0.value) }
    hours.add(SenderCounts(optedOut: 1), of: sender, at: optOut.since)
  }

  /// Counts phones that a list put on the opt-out list, whatever the list says about their past.
  mutating func imported(_ count: Int, from source: OptOut.Source = .imported) {
    guard count > 0 else { return }
    optOuts[source, default: 0] += count
  }

  /// Adds to the ledger what it keeps of this.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  mutating func write(to connection: Connection) throws(LedgerError) {
    try states.write(to: connection)
    try hours.write(to: connection)
  }

  /// Forgets what a failed batch counted.
  mutating func drop() {
    states = StateCounts()
    batches.drop()
    hours.drop()
    reported()
  }

  /// The report of the commit that made this true.
  func report(_ took: Interval) -> CommitReport {
    CommitReport(took: took, entries: entries, optOuts: optOuts)
  }

  /// Forgets what a report holds now.
  mutating func reported() {
    entries.removeAll(keepingCapacity: true)
    optOuts.removeAll(keepingCapacity: true)
  }
}
