internal import SMSCore

extension WriteSession {
  /// The most events stored for one phone; older ones are dropped.
  static let mostOptOutEvents = 1_000

  /// Stores an opt-out that happens now, after everything that is known of the phone.
  ///
  /// - Returns: Whether it stops messages that nothing stopped before.
  /// - Throws: `LedgerError` if a statement fails.
  @discardableResult
  func keep(_ optOut: OptOut, at now: WallTime) throws(LedgerError) -> Bool {
    var optOut = optOut
    // The clock may have been set back since a START.
    let resumed = try connection.resumptions(of: optOut.phone).values.max() ?? optOut.latest
    optOut.latest = max(optOut.latest, resumed)
    let isNew = try put(optOut, at: now)
    if isNew { try count(optOut) }
    try record(OptOutEvent(.added, optOut, recordedAt: now, hadEffect: isNew))
    return isNew
  }

  /// Applies a removal that happens now, from one sender, or of all entries if it has none.
  ///
  /// - Returns: How many entries were removed or resumed.
  /// - Throws: `LedgerError` if a statement fails.
  @discardableResult
  func drop(_ removal: OptOut, at now: WallTime) throws(LedgerError) -> Int {
    var removal = removal
    let known = try connection.optOuts(of: removal.phone)
    if let sender = removal.sender, let last = known.entries.map(\.latest).max() {
      // The last word is newer than the one before, even in the same millisecond.
      removal.since = max(removal.since, last.advanced(by: Interval(milliseconds: 1)))
      return try resume(removal, from: sender, known, at: now)
    }
    let count = try delete(removal)
    try record(OptOutEvent(.removed, removal, recordedAt: now, hadEffect: count > 0))
    return count
  }

  /// Applies a START to one number, or an operator's removal for it, at the time that it has.
  private func resume(
    _ removal: OptOut,
    from sender: PhoneNumber,
    _ known: PhoneOptOuts,
    at now: WallTime
  ) throws(LedgerError) -> Int {
    let lifted = resumed(by: removal, from: sender, known)
    let count = try delete(removal)
    let hadEffect = count + lifted > 0
    try record(OptOutEvent(.removed, removal, recordedAt: now, hadEffect: hadEffect))
    return max(count, lifted)
  }

  /// How many entries that stop a number stop it no more after a removal, and stay for others.
  private func resumed(
    by removal: OptOut,
    from sender: PhoneNumber,
    _ known: PhoneOptOuts
  ) -> Int {
    let before = known.resumptions[sender]
    return known.entries.count { entry in
      rules.reaches(entry, sender)
        && (rules.scope.reachesOthers(entry) || rules.isPooled(entry, with: sender))
        && entry.latest < removal.since && before.map { $0 <= entry.latest } != false
    }
  }

  /// Applies a removal that happened at its time, unless it is known.
  ///
  /// - Returns: How many entries were removed or resumed.
  /// - Throws: `LedgerError` if a statement fails.
  func heed(removal: OptOut, from sender: PhoneNumber) throws(LedgerError) -> Int {
    let known = try connection.optOuts(of: removal.phone)
    let count = try delete(removal, keepingNewer: true)
    let lifted = resumed(by: removal, from: sender, known)
    guard count + lifted > 0 else { return 0 }
    try record(OptOutEvent(.removed, removal, recordedAt: removal.since, hadEffect: true))
    return max(count, lifted)
  }

  /// Why a job may not be sent; nil if its recipient has not opted out, or the job confirms that.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func refusal(of job: JobRow) throws(LedgerError) -> JobError? {
    guard let account = job.lane?.account else { return nil }
    let found = try connection.first(
      "SELECT recipient, sender, confirms FROM job WHERE number = ? AND recipient IS NOT NULL",
      [.job(job.number)]
    ) { row throws(LedgerError) in
      (phone: try row.phone(0), sender: try row.phone(1), isConfirmation: !row.isNull(2))
    }
    guard let found, !found.isConfirmation else { return nil }
    let scope = job.isCode ? .number : rules.scope
    let pool = rules.pool(of: job.name.spool)
    return try connection.optOuts(of: found.phone)
      .block(from: found.sender, of: account, scope, in: pool)
      .map { JobError.optedOut($0, from: found.sender) }
  }

  /// Records the opt-out that the provider's refusal reports for the job's recipient.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func heedRefusal(of job: JobRow, at now: WallTime) throws(LedgerError) {
    let refused = try connection.first(
      "SELECT recipient, sender FROM job WHERE number = ?",
      [.job(job.number)]
    ) { row throws(LedgerError) in
      OptOut(
        phone: try row.phone(0),
        sender: try row.phone(1),
        account: job.lane?.account,
        source: .refusal,
        since: now
      )
    }
    if let refused { try keep(refused, at: now) }
  }

  /// Stores an opt-out without an event.
  ///
  /// One that is there stays as it is, unless the person has resumed messages since, or itself says
  /// what only an operator said before. It always remembers the latest time.
  /// - Returns: Whether it stops messages that nothing stopped before.
  /// - Throws: `LedgerError` if a statement fails.
  func put(_ entry: OptOut, at now: WallTime) throws(LedgerError) -> Bool {
    let known = try connection.first(
      "SELECT \(Row.optOutColumns) FROM opt_out WHERE phone = ? AND sender = ?",
      [.phone(entry.phone), .sender(entry.sender)]
    ) { row throws(LedgerError) in try row.optOut(from: 0) }
    guard let known else {
      try write(entry, at: now)
      return true
    }
    let isOver = known.resumedAt.map { $0 <= entry.latest } ?? false
    let isWider = known.source == .operator && entry.source != .operator && entry.sender != nil
    if isOver || isWider {
      try write(entry, at: now)
      return true
    }
    try connection.run(
      """
      UPDATE opt_out SET last = max(last, ?3), recorded = max(recorded, ?4)
      WHERE phone = ?1 AND sender = ?2
      """,
      [.phone(entry.phone), .sender(entry.sender), .time(entry.latest), .time(now)]
    )
    return false
  }

  private func write(_ entry: OptOut, at now: WallTime) throws(LedgerError) {
    try connection.run(
      """
      INSERT OR REPLACE INTO opt_out (phone, sender, source, since, account, last, recorded)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .phone(entry.phone), .sender(entry.sender), .text(entry.origin.text), .time(entry.since),
        .optional(rules.account(of: entry)),
        .time(entry.latest), .time(now),
      ]
    )
  }

  /// Counts a phone that opts out of a number, once a day.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func count(_ optOut: OptOut) throws(LedgerError) {
    let day = Interval(seconds: -86_400)
    let isKnown = try connection.number(
      """
      SELECT EXISTS (
        SELECT 1 FROM opt_out_event
        WHERE phone = ? AND sender = ? AND change = 'added' AND effect = 1
          AND source IN ('reply', 'receipt', 'refusal') AND since > ?
      )
      """,
      [
        .phone(optOut.phone), .sender(optOut.sender), .time(optOut.since.advanced(by: day)),
      ]
    )
    counts.optedOut(optOut, isCounted: isKnown == 1)
  }

  /// Removes the entries that a removal ends altogether, all of them or only those not newer; what
  /// also stops other numbers stays for these.
  ///
  /// - Returns: How many there were.
  /// - Throws: `LedgerError` if a statement fails.
  private func delete(
    _ removal: OptOut,
    keepingNewer isGuarded: Bool = false
  ) throws(LedgerError) -> Int {
    let exact =
      switch rules.scope {
      case .number: "1"
      case .account: "source = 'operator' OR account IS NULL"
      case .all: "source = 'operator'"
      }
    try connection.run(
      """
      DELETE FROM opt_out
      WHERE phone = ?1 AND (?2 = 0 OR (sender = ?2 AND (\(exact)))) AND (?3 = 0 OR since <= ?4)
      """,
      [
        .phone(removal.phone), .sender(removal.sender), .flag(isGuarded), .time(removal.since),
      ]
    )
    return connection.changes
  }

  /// Stores an event; the oldest of too many events of one phone are dropped.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func record(_ event: OptOutEvent) throws(LedgerError) {
    let optOut = event.optOut
    try connection.run(
      """
      INSERT INTO opt_out_event (phone, sender, change, source, since, recorded, effect)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .phone(optOut.phone), .sender(optOut.sender), .text(event.change.rawValue),
        .text(optOut.origin.text), .time(optOut.since), .time(event.recordedAt),
        .flag(event.hadEffect),
      ]
    )
    try connection.run(
      """
      DELETE FROM opt_out_event WHERE phone = ?1 AND number <= (
        SELECT number FROM opt_out_event WHERE phone = ?1 ORDER BY number DESC LIMIT 1 OFFSET ?2
      )
      """,
      [.phone(optOut.phone), .integer(Int64(Self.mostOptOutEvents))]
    )
  }
}

extension SQLValue {
  /// One of our numbers, or all of them for nil.
  static func sender(_ number: PhoneNumber?) -> SQLValue {
    number.map { .phone($0) } ?? .integer(0)
  }
}

extension OptOutRules {
  /// The account that an entry is kept with: the one that it names, unless only another program
  /// knows that name, as a list may have it.
  fileprivate func account(of entry: OptOut) -> String? {
    guard let sender = entry.sender else { return nil }
    guard let configured = accounts[sender] else { return entry.account }
    guard let named = entry.account, accounts.values.contains(named) else { return configured }
    return named
  }

  /// Whether an entry stops messages from a number of a known account.
  fileprivate func reaches(_ entry: OptOut, _ number: PhoneNumber) -> Bool {
    guard let account = accounts[number] else { return entry.sender == number }
    return scope.reaches(entry, number, of: account, in: pooled(with: number))
  }
}
