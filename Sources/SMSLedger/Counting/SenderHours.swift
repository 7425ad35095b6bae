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
  /// The phones that were sent to.
  private var phones: [Key: [Int64]] = [:]
  /// What the ledger has of the last hours' phones.
  private var sketches: [Key: RecipientSketch] = [:]
  /// Of the phones' hashes; nil until it is read.
  private var salt: Int64?
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

  /// Counts something that was sent, and the phone if it is known.
  mutating func sent(from sender: Int64?, to phone: Int64?, at time: WallTime) {
    guard let sender else { return }
    add(SenderCounts(sent: 1), of: sender, at: time)
    guard let phone else { return }
    phones[Key(hour: Self.hour(of: time), sender: sender), default: []].append(phone)
  }

  /// Forgets what was not written.
  mutating func drop() {
    counts.removeAll(keepingCapacity: true)
    phones.removeAll(keepingCapacity: true)
    sketches.removeAll(keepingCapacity: true)
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
    for (key, phones) in phones { try write(phones, of: key, to: connection) }
    let newest = counts.keys.map(\.hour).max() ?? latest
    counts.removeAll(keepingCapacity: true)
    phones.removeAll(keepingCapacity: true)
    guard newest > latest else { return }
    try connection.run("DELETE FROM sender_hour WHERE hour <= ?", [.integer(newest - Self.kept)])
    sketches = sketches.filter { $0.key.hour >= newest - 1 }
    latest = newest
  }

  /// Adds phones to those that a number sent to in an hour; of most commits nothing is new.
  private mutating func write(
    _ phones: [Int64],
    of key: Key,
    to connection: Connection
  ) throws(LedgerError) {
    if salt == nil { salt = try connection.recipientSalt() }
    if sketches[key] == nil {
      sketches[key] = try connection.recipients(hour: key.hour, sender: key.sender)
    }
    // Without a sketch, the hour began with an earlier version, which did not count phones.
    guard let salt, var sketch = sketches.removeValue(forKey: key) else { return }
    var isNew = false
    for phone in phones {
      if sketch.insert(RecipientSketch.hash(of: phone, salt: salt)) { isNew = true }
    }
    sketches[key] = sketch
    guard isNew else { return }
    try connection.run(
      "UPDATE sender_hour SET recipients = ? WHERE hour = ? AND sender = ?",
      [.blob(sketch.stored), .integer(key.hour), .integer(key.sender)]
    )
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
    var sketches: [PhoneNumber: RecipientSketch] = [:]
    try query(
      """
      SELECT sender, sent, failed, undelivered, opted_out, recipients FROM sender_hour
      WHERE hour BETWEEN ? AND ?
      """,
      [.integer(SenderHours.hour(of: start)), .integer(SenderHours.hour(of: end))]
    ) { row throws(LedgerError) in
      let number = try row.phone(0)
      var hour = SenderCounts(
        sent: row.count(1),
        failed: row.count(2),
        undelivered: row.count(3),
        optedOut: row.count(4)
      )
      if let sketch = RecipientSketch(stored: row.blob(5)) {
        sketches[number, default: RecipientSketch()].formUnion(sketch)
      } else {
        // An hour of an earlier version: as if each message had gone to another phone.
        hour.recipients = hour.sent
      }
      counts[number, default: SenderCounts()] += hour
    }
    for (number, sketch) in sketches { counts[number]?.recipients += sketch.count }
    return counts
  }

  /// The phones that a number sent to in an hour; nil if they are not known.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  fileprivate func recipients(
    hour: Int64,
    sender: Int64
  ) throws(LedgerError) -> RecipientSketch? {
    let stored = try first(
      "SELECT recipients FROM sender_hour WHERE hour = ? AND sender = ?",
      [.integer(hour), .integer(sender)]
    ) { $0.optionalBlob(0) }
    guard let bytes = stored.flatMap(\.self) else { return RecipientSketch() }
    return RecipientSketch(stored: bytes)
  }

  fileprivate func recipientSalt() throws(LedgerError) -> Int64 {
    try number("SELECT value FROM mark WHERE name = 'recipient_salt'")
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
