internal import SMSCore

/// The steps that erase one phone's data.
///
/// A row keeps its size where that is possible, so that it is overwritten in place; see `eraseText`.
extension WriteSession {
  /// Rows that a step changes: each job takes some ten statements.
  private static let erasedAtOnce: Int64 = 100

  /// How many phases these steps have.
  static let erasurePhases = Phase.mentions.rawValue + TextTable.all.count + 1

  /// The parts of the work, in order.
  private enum Phase: Int {
    case jobs
    case codes
    case verifications
    case enrollments
    case received
    case replies
    case senders
    /// The texts, a phase for each table from here on, then `note`.
    case mentions
  }

  /// Takes one step; see `PersonErasure.step`.
  ///
  /// The last one returns a cursor of the phase `erasurePhases`.
  /// - Throws: `LedgerError` if a statement fails.
  func step(
    _ erasure: PhoneErasure,
    from cursor: ErasureCursor?
  ) throws(LedgerError) -> ErasureCursor? {
    let cursor = cursor ?? ErasureCursor(phase: 0)
    guard let job = try standing(of: erasure.command), !job.state.isTerminal else { return nil }
    let next: ErasureCursor?
    switch Phase(rawValue: cursor.phase) {
    case .jobs: next = try eraseJobs(erasure, cursor)
    case .codes: next = try eraseCodes(erasure, cursor)
    case .verifications: next = try eraseVerifications(erasure, cursor)
    case .enrollments: next = try eraseEnrollments(erasure, cursor)
    case .received: next = try eraseReceived(erasure, cursor, before: job)
    case .replies:
      try connection.run("DELETE FROM auto_reply WHERE phone = ?", [.phone(erasure.phone)])
      try connection.run("DELETE FROM contact WHERE phone = ?", [.phone(erasure.phone)])
      next = nil
    case .senders:
      try eraseAssignments(erasure)
      next = nil
    case .mentions, nil: return try eraseMentions(erasure, cursor)
    }
    return next ?? ErasureCursor(phase: cursor.phase + 1)
  }

  /// Notes that an erasure has begun, and that what waits from now on does not stop it.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func markBegun(_ erasure: PhoneErasure) throws(LedgerError) {
    try connection.run(
      "UPDATE command SET done_through = 1 WHERE job = ?",
      [.job(erasure.command)]
    )
  }

  /// Ends an erasure; see `PersonErasure.end`.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func end(
    _ erasure: PhoneErasure,
    with end: CommandEnd,
    at now: WallTime
  ) throws(LedgerError) {
    try connection.run(
      "UPDATE command SET target = ? WHERE job = ?",
      [.text(erasure.digest.text), .job(erasure.command)]
    )
    try connection.run(
      "UPDATE audit SET target = replace(target, ?, ?) WHERE job = ?",
      [.text(erasure.phone.digits), .text(erasure.digest.text), .job(erasure.command)]
    )
    try self.end(command: erasure.command, with: end, at: now)
  }
}

// MARK: Jobs and codes

extension WriteSession {
  private func eraseJobs(
    _ erasure: PhoneErasure,
    _ cursor: ErasureCursor
  ) throws(LedgerError) -> ErasureCursor? {
    var jobs: [(number: JobNumber, id: String?)] = []
    try connection.query(
      """
      SELECT number, provider_message_id
      FROM \(Connection.addressees) AS near CROSS JOIN job ON job.number = near.job
      WHERE near.phone = ?1 AND near.job > ?2 AND near.job < ?3
        AND state >= 5 AND text_digest IS NULL
      ORDER BY number LIMIT ?4
      """,
      [
        .phone(erasure.phone), .integer(cursor.number), .job(erasure.command),
        .integer(Self.erasedAtOnce),
      ]
    ) { jobs.append(($0.job(0), $0.optionalText(1))) }
    for job in jobs { try eraseJob(job.number, providerID: job.id, erasure) }
    try count(jobs.count, as: ErasureCount.jobs, of: erasure.command)
    return next(after: jobs.last?.number.value, of: jobs.count, cursor)
  }

  private func eraseJob(
    _ number: JobNumber,
    providerID id: String?,
    _ erasure: PhoneErasure
  ) throws(LedgerError) {
    if let job = try standing(of: number) { try eraseText(in: job.text) }
    try connection.run(
      "UPDATE error SET provider_detail = NULL, provider_error_id = NULL WHERE job = ?",
      [.job(number)]
    )
    try releaseCopies(of: number)
    if let id { try eraseDetails(ofMessage: id) }
    try forgetRecipient(of: number)
    try forgetRepetitions(of: number)
    try connection.run(
      """
      UPDATE job SET recipient = NULL, recipient_digest = ?, metadata = NULL, replacements = NULL
      WHERE number = ?
      """,
      [.blob(erasure.digest.bytes), .job(number)]
    )
  }

  private func eraseCodes(
    _ erasure: PhoneErasure,
    _ cursor: ErasureCursor
  ) throws(LedgerError) -> ErasureCursor? {
    let jobs = try connection.integers(
      """
      SELECT job FROM code INDEXED BY code_recipient
      WHERE recipient = ? AND job > ? AND job < ? ORDER BY job LIMIT ?
      """,
      [
        .phone(erasure.phone), .integer(cursor.number), .job(erasure.command),
        .integer(Self.erasedAtOnce),
      ]
    )
    for job in jobs { try connection.run("DELETE FROM code WHERE job = ?", [.integer(job)]) }
    try count(jobs.count, as: ErasureCount.codes, of: erasure.command)
    return next(after: jobs.last, of: jobs.count, cursor)
  }

  /// Codes that were sent again since, by a request that came later, stay.
  private func eraseVerifications(
    _ erasure: PhoneErasure,
    _ cursor: ErasureCursor
  ) throws(LedgerError) -> ErasureCursor? {
    let numbers = try connection.integers(
      """
      SELECT number FROM verification INDEXED BY verification_prefix
      WHERE prefix = ?1 AND number > ?2 AND recipient = ?3 AND NOT EXISTS (
        SELECT 1 FROM code INDEXED BY code_recipient
        WHERE code.recipient = ?3 AND code.verification = verification.number
      )
      ORDER BY number LIMIT ?4
      """,
      [
        .integer(Int64(erasure.phone.prefix)), .integer(cursor.number), .phone(erasure.phone),
        .integer(Self.erasedAtOnce),
      ]
    )
    for number in numbers {
      try connection.run("DELETE FROM verification WHERE number = ?", [.integer(number)])
    }
    return next(after: numbers.last, of: numbers.count, cursor)
  }

  /// Where a phase by numbers continues; nil after its last row.
  private func next(
    after number: Int64?,
    of count: Int,
    _ cursor: ErasureCursor
  ) -> ErasureCursor? {
    guard let number, count == Int(Self.erasedAtOnce) else { return nil }
    return ErasureCursor(phase: cursor.phase, number: number)
  }

  /// An enrollment with another phone loses only what it says of this one.
  private func eraseEnrollments(
    _ erasure: PhoneErasure,
    _ cursor: ErasureCursor
  ) throws(LedgerError) -> ErasureCursor? {
    let after = cursor.names.count == 2 ? cursor.names : ["", ""]
    var found: [Enrollment] = []
    var last: [String] = []
    var looked: Int64 = 0
    try connection.query(
      """
      SELECT \(Row.enrollmentColumns) FROM enrollment
      WHERE (spool, subject) > (?, ?) ORDER BY spool, subject LIMIT ?
      """,
      [.text(after[0]), .text(after[1]), .integer(TextTable.part)]
    ) { row throws(LedgerError) in
      looked += 1
      last = [row.text(0), row.text(1)]
      let enrollment = try row.enrollment()
      if enrollment.phone == erasure.phone || enrollment.pending == erasure.phone {
        found.append(enrollment)
      }
    }
    for enrollment in found { try erase(erasure.phone, from: enrollment) }
    try count(found.count, as: ErasureCount.enrollments, of: erasure.command)
    return looked == TextTable.part ? ErasureCursor(phase: cursor.phase, names: last) : nil
  }

  private func erase(_ phone: PhoneNumber, from enrollment: Enrollment) throws(LedgerError) {
    var rest = enrollment
    if rest.phone == phone { (rest.phone, rest.verifiedAt) = (nil, nil) }
    if rest.pending == phone { (rest.pending, rest.askedAt) = (nil, nil) }
    let key: [SQLValue] = [.text(rest.spool), .text(rest.subject)]
    guard rest.phone != nil || rest.pending != nil else {
      return try connection.run("DELETE FROM enrollment WHERE spool = ? AND subject = ?", key)
    }
    try connection.run(
      """
      UPDATE enrollment SET phone = ?3, verified = ?4, pending = ?5, asked = ?6
      WHERE spool = ?1 AND subject = ?2
      """,
      key + [
        rest.phone.map { .phone($0) } ?? .null, .optional(rest.verifiedAt),
        rest.pending.map { .phone($0) } ?? .null, .optional(rest.askedAt),
      ]
    )
  }
}

// MARK: What came in, and what names the phone

extension WriteSession {
  /// The row stays with the provider's id: the provider may repeat its call.
  private func eraseReceived(
    _ erasure: PhoneErasure,
    _ cursor: ErasureCursor,
    before command: JobRow
  ) throws(LedgerError) -> ErasureCursor? {
    let numbers = try connection.integers(
      """
      SELECT number FROM received INDEXED BY received_sender
      WHERE sender = ? AND number > ?
        AND received <= (SELECT accepted FROM job WHERE job.number = ?)
      ORDER BY number LIMIT ?
      """,
      [
        .text(erasure.phone.digits), .integer(cursor.number), .job(command.number),
        .integer(Self.erasedAtOnce),
      ]
    )
    for number in numbers {
      try connection.run(
        """
        UPDATE received SET sender = ?, body = zeroblob(length(body)), media = '', digest = NULL,
          published = 1
        WHERE number = ?
        """,
        [.text(erasure.digest.text), .integer(number)]
      )
      try connection.run("DELETE FROM medium WHERE message = ?", [.integer(number)])
    }
    try count(numbers.count, as: ErasureCount.received, of: erasure.command)
    return next(after: numbers.last, of: numbers.count, cursor)
  }

  private func eraseMentions(
    _ erasure: PhoneErasure,
    _ cursor: ErasureCursor
  ) throws(LedgerError) -> ErasureCursor? {
    let (phone, digest) = (erasure.phone, erasure.digest)
    let values: [SQLValue] = [
      .text(phone.digits), .text(phone.nationalDigits), .text(digest.text),
      .text(digest.shortText),
    ]
    let index = cursor.phase - Phase.mentions.rawValue
    guard TextTable.all.indices.contains(index) else {
      try connection.run(
        "UPDATE note SET value = replace(replace(value, ?1, ?3), ?2, ?4) WHERE instr(value, ?2) > 0",
        values
      )
      return ErasureCursor(phase: Self.erasurePhases)
    }
    let table = TextTable.all[index]
    let (keys, next) = try connection.rows(naming: phone, in: table, after: cursor.number)
    var changed = 0
    for key in keys {
      try connection.run(
        table.replacement,
        [.integer(key)] + values + [.job(erasure.command)]
      )
      changed += connection.changes
    }
    try count(changed, as: ErasureCount.mentions, of: erasure.command)
    return next.map { ErasureCursor(phase: cursor.phase, number: $0) }
      ?? ErasureCursor(phase: cursor.phase + 1)
  }
}

extension Connection {
  /// The integers in the first column.
  fileprivate func integers(_ sql: String, _ values: [SQLValue]) throws(LedgerError) -> [Int64] {
    var integers: [Int64] = []
    try query(sql, values) { integers.append($0.integer(0)) }
    return integers
  }
}

/// The names of the counts.
enum ErasureCount {
  static let jobs = "jobs"
  static let codes = "codes"
  static let enrollments = "enrollments"
  static let received = "received"
  static let mentions = "mentions"
}
