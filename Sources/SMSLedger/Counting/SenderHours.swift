internal import SMSCore

/// What a batch adds to the hourly counts of our numbers.
struct SenderHours {
  /// How long the counts of an hour are kept, in hours.
  static let kept: Int64 = 48
  static let length: Int64 = 3_600_000

  private struct Key: Hashable {
    let hour: Int64
    let sender: Int64
  }

  private var counts: [Key: SenderCounts] = [:]
  /// The latest hour that older ones were removed for.
  private var latest = Int64.min

  /// The hour that a time belongs to, counted from 1970.
  static func hour(of time: WallTime) -> Int64 {
    let (hour, rest) = time.milliseconds.quotientAndRemainder(dividingBy: length)
    return rest < 0 ? hour - 1 : hour
  }

  /// Counts something for one of our numbers, given by its digits; nil counts nothing.
  mutating func add(_ more: SenderCounts, of sender: Int64?, at time: WallTime) {
    guard let sender else { return }
    counts[Key(hour: Self.hour(of: time), sender: sender), default: SenderCounts()] += more
  }

  /// Forgets what was not written.
  mutating func drop() {
    counts.removeAll(keepingCapacity: true)
  }

  /// Adds the counts to the ledger, and removes those of hours that are no longer kept.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  mutating func write(to connection: Connection) throws(LedgerError) {
    guard !counts.isEmpty else { return }
    for (key, count) in counts {
      try connection.run(
        """
        INSERT INTO sender_hour (hour, sender, sent, failed, undelivered, opted_out)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT (hour, sender) DO UPDATE SET sent = sent + ?3, failed = failed + ?4,
          undelivered = undelivered + ?5, opted_out = opted_out + ?6
        """,
        [
          .integer(key.hour), .integer(key.sender), .integer(Int64(count.sent)),
          .integer(Int64(count.failed)), .integer(Int64(count.undelivered)),
          .integer(Int64(count.optedOut)),
        ]
      )
    }
    let newest = counts.keys.map(\.hour).max() ?? latest
    drop()
    guard newest > latest else { return }
    try connection.run("DELETE FROM sender_hour WHERE hour <= ?", [.integer(newest - Self.kept)])
    latest = newest
  }
}

extension Connection {
  /// The counts of our numbers in the hours that overlap a time.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func senderCounts(
    since start: WallTime,
    until end: WallTime
  ) throws(LedgerError) -> [PhoneNumber: SenderCounts] {
    var counts: [PhoneNumber: SenderCounts] = [:]
    try query(
      """
      SELECT sender, sum(sent), sum(failed), sum(undelivered), sum(opted_out) FROM sender_hour
      WHERE hour BETWEEN ? AND ? GROUP BY sender
      """,
      [.integer(SenderHours.hour(of: start)), .integer(SenderHours.hour(of: end))]
    ) { row throws(LedgerError) in
      counts[try row.phone(0)] = SenderCounts(
        sent: row.count(1),
        failed: row.count(2),
        undelivered: row.count(3),
        optedOut: row.count(4)
      )
    }
    return counts
  }
}

extension SQLiteLedger: SenderStatistics {
  func senderCounts(
    since start: WallTime,
    until end: WallTime
  ) async throws(LedgerError) -> [PhoneNumber: SenderCounts] {
    try await reader.ask { session throws(LedgerError) in
      try session.connection.senderCounts(since: start, until: end)
    }
  }
}

extension SQLiteLedger: CommitObserving {
  func observeCommits(_ handler: @escaping @Sendable (CommitReport) -> Void) {
    writer.observe(handler)
  }
}
