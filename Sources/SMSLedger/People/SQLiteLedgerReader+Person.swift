internal import SMSCore

extension SQLiteLedgerReader {
  func text(of job: JobNumber) throws(LedgerError) -> String? {
    let bytes = try connection.first(
      "SELECT text.body FROM job CROSS JOIN text ON \(Row.isText) WHERE job.number = ?",
      [.job(job)]
    ) { $0.blob(0) }
    // Erased texts are zeros.
    guard let bytes, bytes.contains(where: { $0 != 0 }) else { return nil }
    let content = MessageContent(bytes: bytes)
    return ([content.text.string] + (content.media?.urls ?? [])).filter { !$0.isEmpty }
      .joined(separator: "\n")
  }

  func codes(
    to phone: PhoneNumber,
    after job: JobNumber?,
    limit: Int
  ) throws(LedgerError) -> [SentCodeFacts] {
    var codes: [SentCodeFacts] = []
    try connection.query(
      """
      SELECT code.job, code.spool, code.id, coalesce(code.enrolls, verification.subject), code.sent,
        verification.standing, verification.wrong_tries
      FROM code INDEXED BY code_recipient
      LEFT JOIN verification ON verification.number = code.verification
      WHERE code.recipient = ? AND code.job > ? ORDER BY code.job LIMIT ?
      """,
      [.phone(phone), .integer(job?.value ?? 0), .integer(Int64(limit))]
    ) { row throws(LedgerError) in
      codes.append(
        SentCodeFacts(
          job: row.job(0),
          name: JobName(spool: row.text(1), id: row.text(2)),
          subject: row.optionalText(3),
          sentAt: row.time(4),
          standing: row.isNull(5)
            ? nil : try row.known(Verification.Standing(rawValue: row.count(5)), "standing"),
          wrongTries: row.optionalCount(6)
        )
      )
    }
    return codes
  }

  func enrollments(of phone: PhoneNumber) throws(LedgerError) -> [Enrollment] {
    var enrollments: [Enrollment] = []
    try connection.query(
      """
      SELECT \(Row.enrollmentColumns) FROM enrollment WHERE phone = ?1 OR pending = ?1
      ORDER BY spool, subject
      """,
      [.phone(phone)]
    ) { row throws(LedgerError) in enrollments.append(try row.enrollment()) }
    return enrollments
  }

  func texts(
    from phone: PhoneTrace,
    before number: Int64?,
    limit: Int
  ) throws(LedgerError) -> [ReceivedMessage] {
    try connection.receivedMessages(from: phone, before: number ?? .max, limit: limit)
  }

  func automaticReplies(to phone: PhoneNumber) throws(LedgerError) -> [WallTime] {
    var times: [WallTime] = []
    try connection.query("SELECT at FROM auto_reply WHERE phone = ? ORDER BY at", [.phone(phone)]) {
      times.append($0.time(0))
    }
    return times
  }

  func openJobs(to phone: PhoneNumber) throws(LedgerError) -> Int {
    try connection.openJobs(to: phone)
  }

  func counts(of phone: PhoneNumber) throws(LedgerError) -> ErasureCounts {
    var counts = try connection.keptCounts(of: phone)
    counts.jobs = try count("\(Connection.addressees) WHERE phone = ?1", phone)
    counts.codes = try count("code INDEXED BY code_recipient WHERE recipient = ?1", phone)
    counts.enrollments = try count("enrollment WHERE phone = ?1 OR pending = ?1", phone)
    counts.received = Int(
      try connection.number(
        "SELECT count(*) FROM received INDEXED BY received_sender WHERE sender = ?",
        [.text(phone.digits)]
      )
    )
    return counts
  }

  private func count(_ rows: String, _ phone: PhoneNumber) throws(LedgerError) -> Int {
    Int(try connection.number("SELECT count(*) FROM \(rows)", [.phone(phone)]))
  }
}
