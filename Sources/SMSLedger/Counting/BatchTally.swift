internal import SMSCore

/// What the messages of batches add, in one commit, to the counters of their batches.
struct BatchTally {
  private struct Key<Value: Hashable>: Hashable {
    let batch: JobNumber
    let value: Value
  }

  private var states: [Key<JobState>: Int] = [:]
  private var errors: [Key<ErrorCode>: Int] = [:]
  /// The time of the last change; nil if none has a time.
  private(set) var latest: WallTime?

  /// The batches whose counters change, in the order of their numbers.
  var touched: [JobNumber] { Set(states.keys.map(\.batch)).sorted() }

  /// Counts a new message of a batch; nil for one that came by itself, here and below.
  mutating func add(_ batch: JobNumber?, _ state: JobState) {
    guard let batch else { return }
    states[Key(batch: batch, value: state), default: 0] += 1
  }

  /// Counts a message that was removed before its batch began.
  mutating func remove(_ batch: JobNumber?, _ state: JobState) {
    guard let batch else { return }
    states[Key(batch: batch, value: state), default: 0] -= 1
  }

  /// Counts a message's change of state, and what it ended with.
  mutating func move(
    _ batch: JobNumber?,
    from old: JobState,
    to new: JobState,
    error: ErrorCode? = nil,
    at time: WallTime? = nil
  ) {
    guard batch != nil, old != new else { return }
    latest = time ?? latest
    remove(batch, old)
    add(batch, new)
    if let batch, let error, new.isTerminal {
      errors[Key(batch: batch, value: error), default: 0] += 1
    }
  }

  /// Drops what was counted of a batch that is removed.
  mutating func forget(_ batch: JobNumber) {
    states = states.filter { $0.key.batch != batch }
    errors = errors.filter { $0.key.batch != batch }
  }

  /// Adds the counts to the ledger and resets them.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  mutating func write(to connection: Connection) throws(LedgerError) {
    for (key, difference) in states where difference != 0 {
      try connection.run(
        """
        INSERT INTO batch_tally (batch, state, jobs) VALUES (?1, ?2, ?3)
        ON CONFLICT (batch, state) DO UPDATE SET jobs = jobs + ?3
        """,
        [.job(key.batch), .state(key.value), .integer(Int64(difference))]
      )
    }
    for (key, count) in errors {
      try connection.run(
        """
        INSERT INTO batch_error (batch, code, jobs) VALUES (?1, ?2, ?3)
        ON CONFLICT (batch, code) DO UPDATE SET jobs = jobs + ?3
        """,
        [.job(key.batch), .text(key.value.rawValue), .integer(Int64(count))]
      )
    }
    drop()
  }

  /// Forgets what was not written.
  mutating func drop() {
    states.removeAll(keepingCapacity: true)
    errors.removeAll(keepingCapacity: true)
    latest = nil
  }
}
