internal import SMSCore

/// What is sent at most within some time.
///
/// What was counted is in memory, and what changed of it is written with the commit; see `CapBook`.
/// Without caps, and for jobs that were not counted, no statement is about them.
extension WriteSession {
  /// How many contacts are added before old ones are removed, twice as many at a time.
  private static let contactsBetweenPruning = 250
  /// After that long, a contact no longer matters.
  private static let contactLife = Interval(seconds: -90_000)

  /// When a job's recipient may have another message of its spool; nil if that is now.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func recipientWait(of job: JobRow, at now: WallTime) throws(LedgerError) -> WallTime? {
    guard !sending.caps.recipients.isEmpty, let cap = sending.caps.recipients[job.name.spool],
      let phone = job.recipient, cap.holdsUrgent || !job.isUrgent
    else { return nil }
    var times: [WallTime] = []
    let values: [SQLValue] = [.integer(phone), .text(job.name.spool)]
    try connection.query(
      "SELECT at FROM contact WHERE phone = ? AND spool = ? ORDER BY at DESC LIMIT ?",
      values + [.integer(Int64(cap.limit))]
    ) { times.append($0.time(0)) }
    guard let time = cap.opens(after: times, at: now) else { return nil }
    if let last = times.first, last > now {
      // The clock was set back; it was just now, for all we know.
      try connection.run(
        "UPDATE contact SET at = ?3 WHERE phone = ?1 AND spool = ?2 AND at > ?3",
        values + [.time(now)]
      )
    }
    return time
  }

  /// Has a waiting job due at a time, as its recipient has had enough until then.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func putOff(_ job: JobRow, to time: WallTime) throws(LedgerError) {
    try move(job.number, to: time)
  }

  /// The cap that a job has to wait for; nil if it may go.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func capRefusal(of job: JobRow, at now: WallTime) throws(LedgerError) -> CapRefusal? {
    guard !sending.caps.caps.isEmpty, let message = capped(job) else { return nil }
    var book = try capBook()
    defer { caps = book }
    caps = nil
    return book.refusal(of: message, by: sending.caps.caps, at: now)
  }

  /// Whether an attempt of a job is to be counted.
  func isCounted(_ job: JobRow) -> Bool {
    guard !sending.caps.caps.isEmpty || !sending.caps.recipients.isEmpty else { return false }
    return capped(job) != nil
  }

  /// Counts an attempt that begins.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func count(_ job: JobRow, at now: WallTime) throws(LedgerError) {
    guard isCounted(job), let message = capped(job) else { return }
    var book = try capBook()
    caps = nil
    book.count(message, at: now)
    caps = book
    guard sending.caps.recipients[job.name.spool] != nil, let phone = job.recipient else { return }
    try connection.run(
      "INSERT INTO contact (phone, spool, at, job) VALUES (?, ?, ?, ?)",
      [.integer(phone), .text(job.name.spool), .time(now), .job(job.number)]
    )
    newContacts += 1
    if newContacts >= Self.contactsBetweenPruning { try pruneContacts(at: now) }
  }

  private func pruneContacts(at now: WallTime) throws(LedgerError) {
    newContacts = 0
    try connection.run(
      """
      DELETE FROM contact WHERE number IN (SELECT number FROM contact ORDER BY number LIMIT ?)
        AND at < ?
      """,
      [.integer(Int64(2 * Self.contactsBetweenPruning)), .time(now.advanced(by: Self.contactLife))]
    )
  }

  /// Gives back what a job's last attempt was counted with: nothing was sent.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func giveBack(_ job: JobRow) throws(LedgerError) {
    guard let time = job.countedAt, let message = capped(job) else { return }
    var book = try capBook()
    caps = nil
    book.giveBack(message, countedAt: time)
    caps = book
    if let phone = job.recipient {
      try connection.run(
        """
        DELETE FROM contact WHERE number = (
          SELECT number FROM contact WHERE phone = ? AND spool = ? AND job = ?
          ORDER BY at DESC LIMIT 1
        )
        """,
        [.integer(phone), .text(job.name.spool), .job(job.number)]
      )
    }
    try connection.run("UPDATE job SET counted = NULL WHERE number = ?", [.job(job.number)])
  }

  /// A job as caps see it; nil for commands.
  private func capped(_ job: JobRow) -> CappedMessage? {
    guard let lane = job.lane, let sender = job.sender,
      let from = try? PhoneNumber(value: UInt64(clamping: sender))
    else { return nil }
    return CappedMessage(
      account: lane.account,
      spool: job.name.spool,
      sender: from,
      segments: sending.caps.segments(job.segments, in: lane),
      isUrgent: job.isUrgent
    )
  }

  /// What was counted, as read or changed by this transaction or an earlier one.
  private func capBook() throws(LedgerError) -> CapBook {
    if let caps { return caps }
    let book = try connection.capBook()
    caps = book
    return book
  }

  /// Writes what changed in the book; part of each transaction.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func writeCaps() throws(LedgerError) {
    guard var book = caps else { return }
    caps = nil
    let changes = book.takeChanges()
    for key in changes {
      let amount = book.amount(key)
      let values: [SQLValue] = [
        .integer(key.counter.kind), .text(key.counter.name), .integer(Int64(key.unit.rawValue)),
        .integer(key.bucket),
      ]
      if amount == 0 {
        try connection.run(
          "DELETE FROM cap_use WHERE kind = ? AND name = ? AND unit = ? AND bucket = ?",
          values
        )
      } else {
        try connection.run(
          """
          INSERT INTO cap_use (kind, name, unit, bucket, segments) VALUES (?1, ?2, ?3, ?4, ?5)
          ON CONFLICT (kind, name, unit, bucket) DO UPDATE SET segments = ?5
          """,
          values + [.integer(Int64(amount))]
        )
      }
    }
    caps = book
  }
}

extension WriteSession.JobRow {
  /// Whether caps hold it only if they are told to.
  fileprivate var isUrgent: Bool { isCode || lane?.priority == .urgent }
}

extension Connection {
  /// What was sent when, as far as caps need it.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func capBook() throws(LedgerError) -> CapBook {
    var amounts: [CapBook.Key: Int] = [:]
    try query("SELECT kind, name, unit, bucket, segments FROM cap_use") { row in
      guard let counter = CapCounter(kind: row.integer(0), name: row.text(1)),
        let unit = CapBook.Unit(rawValue: row.count(2))
      else { return }
      amounts[CapBook.Key(counter: counter, unit: unit, bucket: row.integer(3))] = row.count(4)
    }
    return CapBook(amounts)
  }
}

extension CapCounter {
  fileprivate init?(kind: Int64, name: String) {
    switch kind {
    case 0: self = .account(name)
    case 1:
      guard let number = UInt64(name).flatMap({ try? PhoneNumber(value: $0) }) else { return nil }
      self = .sender(number)
    case 2: self = .spool(name)
    default: return nil
    }
  }

  /// For the column `kind`.
  fileprivate var kind: Int64 {
    switch self {
    case .account: 0
    case .sender: 1
    case .spool: 2
    }
  }

  /// For the column `name`.
  fileprivate var name: String {
    switch self {
    case .account(let name), .spool(let name): name
    case .sender(let number): number.digits
    }
  }
}
