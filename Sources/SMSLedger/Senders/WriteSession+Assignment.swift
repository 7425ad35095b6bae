internal import SMSCore

/// The numbers of pools that recipients have.
///
/// | in the ledger | the next text of the spool to the recipient |
/// |---|---|
/// | nothing | the pool chooses a number: a row, and one more in its number's count |
/// | a row whose number is in the pool | comes from that number; `used` follows once a day |
/// | a row whose number left the pool | the pool chooses anew: the row changes, and both counts |
///
/// The row is in the commit of the job that it is for. A row goes when its recipient is erased, or ten
/// years after its last use.
extension WriteSession {
  /// A number that was chosen, and what has to be stored for it.
  struct ChosenSender {
    let number: PhoneNumber
    fileprivate let recipient: PhoneNumber
    fileprivate let spool: String
    fileprivate let before: StoredAssignment?
  }

  /// Chooses the sender of a request whose spool has a pool; nil if the sender is fixed.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func chooseSender(
    of submission: Submission,
    to phone: PhoneNumber?
  ) throws(LedgerError) -> ChosenSender? {
    guard let pool = submission.pool, let phone else { return nil }
    let spool = submission.name.spool
    let before = try assignment(of: phone, in: spool)
    let number = pool.sender(
      for: phone,
      assigned: before?.sender,
      recipients: try recipientsBySender(in: spool)
    )
    return ChosenSender(number: number, recipient: phone, spool: spool, before: before)
  }

  /// Stores the sender that was chosen for a job which has just been accepted.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func keep(_ sender: ChosenSender, at now: WallTime) throws(LedgerError) {
    guard let before = sender.before else {
      try connection.run(
        "INSERT INTO assignment (spool, recipient, sender, since, used) VALUES (?, ?, ?, ?4, ?4)",
        [.text(sender.spool), .phone(sender.recipient), .phone(sender.number), .time(now)]
      )
      let assignment = SenderAssignment(
        spool: sender.spool,
        sender: sender.number,
        since: now,
        usedAt: now
      )
      return try assigned(
        StoredAssignment(
          number: connection.lastInserted,
          recipient: sender.recipient,
          assignment: assignment
        ),
        instead: nil
      )
    }
    var after = before
    if before.sender != sender.number {
      after.assignment.sender = sender.number
      after.assignment.since = now
    } else if now.since(before.assignment.usedAt) < SenderAssignment.resolution {
      return
    }
    after.assignment.usedAt = max(now, before.assignment.usedAt)
    try connection.run(
      "UPDATE assignment SET sender = ?, since = ?, used = ? WHERE number = ?",
      [
        .phone(after.sender), .time(after.assignment.since), .time(after.assignment.usedAt),
        .integer(after.number),
      ]
    )
    try assigned(after, instead: before)
  }

  private func assigned(
    _ after: StoredAssignment,
    instead before: StoredAssignment?
  ) throws(LedgerError) {
    if knownAssignments?.spool == after.spool {
      knownAssignments?.phones[after.recipient] = .some(after)
    }
    guard before?.sender != after.sender else { return }
    if let before { try count(-1, of: before.sender, in: after.spool) }
    try count(1, of: after.sender, in: after.spool)
  }

  private func assignment(
    of phone: PhoneNumber,
    in spool: String
  ) throws(LedgerError) -> StoredAssignment? {
    if let knownAssignments, knownAssignments.spool == spool,
      let known = knownAssignments.phones[phone]
    {
      return known
    }
    return try connection.assignment(of: phone, in: spool)
  }

  private func recipientsBySender(in spool: String) throws(LedgerError) -> [PhoneNumber: Int] {
    if let counts = recipientCounts[spool] { return counts }
    let counts = try connection.recipientsBySender(in: spool)
    recipientCounts[spool] = counts
    return counts
  }

  private func count(
    _ change: Int,
    of sender: PhoneNumber,
    in spool: String
  ) throws(LedgerError) {
    try connection.run(
      """
      INSERT INTO assignment_count (spool, sender, recipients) VALUES (?1, ?2, ?3)
      ON CONFLICT (spool, sender) DO UPDATE SET recipients = max(recipients + ?3, 0)
      """,
      [.text(spool), .phone(sender), .integer(Int64(change))]
    )
    recipientCounts[spool]?[sender, default: 0] += change
  }
}

// MARK: Batches

extension WriteSession {
  /// The assignments of the recipients of a part of a batch; nil for those that have none.
  struct KnownAssignments {
    let spool: String
    var phones: [PhoneNumber: StoredAssignment?]
  }

  /// Reads the assignments of all recipients that the messages name, with one query.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func readAssignments(for messages: [Submission]) throws(LedgerError) {
    let pooled = messages.filter { $0.pool != nil }
    guard let spool = pooled.first?.name.spool else { return }
    let phones = Set(pooled.compactMap(\.phone))
    let found = try connection.assignments(of: phones, in: spool)
    var known: [PhoneNumber: StoredAssignment?] = [:]
    for phone in phones { known[phone] = .some(found[phone]) }
    knownAssignments = KnownAssignments(spool: spool, phones: known)
  }
}

// MARK: Removal

extension WriteSession {
  /// Removes assignments that were last used before a time, the oldest first.
  ///
  /// - Returns: How many were removed.
  /// - Throws: `LedgerError` if a statement fails.
  func pruneAssignments(before cutoff: WallTime, limit: Int) throws(LedgerError) -> Int {
    var old: [StoredAssignment] = []
    try connection.query(
      """
      SELECT \(Row.assignmentColumns) FROM assignment INDEXED BY assignment_age
      WHERE used < ? ORDER BY used LIMIT ?
      """,
      [.time(cutoff), .integer(Int64(limit))]
    ) { row throws(LedgerError) in old.append(try row.assignment()) }
    for assignment in old { try remove(assignment) }
    return old.count
  }

  /// Removes the assignments of a phone, but for those of spools that have sent to it since.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func eraseAssignments(_ erasure: PhoneErasure) throws(LedgerError) {
    var found: [StoredAssignment] = []
    try connection.query(
      """
      SELECT \(Row.assignmentColumns) FROM assignment
      WHERE recipient = ?1 AND NOT EXISTS (
        SELECT 1 FROM \(Connection.addressees) AS near CROSS JOIN job ON job.number = near.job
        WHERE near.phone = ?1 AND near.job > ?2 AND job.spool = assignment.spool
      )
      """,
      [.phone(erasure.phone), .job(erasure.command)]
    ) { row throws(LedgerError) in found.append(try row.assignment()) }
    for assignment in found { try remove(assignment) }
  }

  private func remove(_ assignment: StoredAssignment) throws(LedgerError) {
    try connection.run("DELETE FROM assignment WHERE number = ?", [.integer(assignment.number)])
    try count(-1, of: assignment.sender, in: assignment.spool)
  }
}
