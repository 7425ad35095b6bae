internal import SMSCore

/// What the rules in force keep from being sent.
extension WriteSession {
  /// Why a job's account does not send it; nil if it does.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func suppression(of job: JobRow) throws(LedgerError) -> JobError? {
    guard !sending.accounts.isEmpty, let account = job.lane?.account,
      let staging = sending.accounts[account],
      let phone = job.phone, !staging.admits(phone)
    else { return nil }
    let segments =
      job.lane?.isMMS == true
      ? nil
      : try connection.number(
        "SELECT segments FROM job WHERE number = ?",
        [.job(job.number)]
      )
    return staging.refusal(
      of: phone,
      by: account,
      isCode: job.isCode,
      segments: segments.map { Int($0) }
    )
  }

  /// A job's text, with its media, in a spool that does not repeat texts to a phone, and who else has
  /// it.
  struct Repetition {
    let key: [UInt8]
    /// A job that may be taking the text to the phone now; nil if none is.
    var open: JobNumber?
    /// Why the job would be a repetition; nil if it would not.
    var error: JobError?
    /// The rows of the key that no later attempt needs.
    var obsolete: [JobNumber] = []
  }

  /// Looks for other jobs with a job's text, phone and spool.
  ///
  /// Its own earlier attempts do not count. Codes are not asked about, and an operator's retry is
  /// sent whatever was sent before.
  /// - Returns: nil for a job whose text may be repeated.
  /// - Throws: `LedgerError` if a statement fails.
  func repetition(of job: JobRow, at now: WallTime) throws(LedgerError) -> Repetition? {
    guard !sending.repeats.isEmpty, !job.isCode, let window = sending.repeats[job.name.spool],
      let phone = job.phone, let content = try content(in: job.text)
    else { return nil }
    let spool = job.name.spool
    var found = Repetition(key: codes.repetitionKey(of: content, to: phone, in: spool))
    var last: (job: JobNumber, id: String, at: WallTime)?
    try connection.query(
      Self.repetitionsSQL,
      [.blob(found.key), .job(job.number)]
    ) { row throws(LedgerError) in
      let (number, sentAt) = (row.job(0), row.time(3))
      switch try row.state(2) {
      case .attempting, .inDoubt: found.open = number
      case .sent where last.map({ $0.at < sentAt }) ?? true:
        if let last { found.obsolete.append(last.job) }
        last = (number, row.text(1), sentAt)
      default: found.obsolete.append(number)
      }
    }
    guard !job.isRetry else {
      found.open = nil
      return found
    }
    // Where the clock was set back, nobody knows how long ago it was.
    if let last, abs(now.since(last.at).nanoseconds) < window.nanoseconds {
      found.error = .duplicateText(of: last.id, in: spool, within: window)
    }
    return found
  }

  /// A message was sent when its last request left, whenever that became known.
  static let repetitionsSQL = """
    SELECT job.number, job.id, job.state, coalesce((
      SELECT max(coalesce(attempt.left, attempt.ended)) FROM attempt WHERE attempt.job = job.number
    ), job.updated)
    FROM repetition CROSS JOIN job ON job.number = repetition.job
    WHERE repetition.key = ? AND repetition.job <> ?
    """

  /// The content in a row of `text`; nil if there is no such row.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func content(in row: JobNumber) throws(LedgerError) -> MessageContent? {
    try connection.first("SELECT body FROM text WHERE job = ?", [.job(row)]) { $0.content(0) }
  }

  /// Remembers that a job has begun to send its text, and forgets what that makes obsolete.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func keep(_ repetition: Repetition, of number: JobNumber) throws(LedgerError) {
    mayRepeat = true
    for job in repetition.obsolete {
      try connection.run(
        "DELETE FROM repetition WHERE key = ? AND job = ?",
        [.blob(repetition.key), .job(job)]
      )
    }
    try connection.run(
      "INSERT OR IGNORE INTO repetition (key, job) VALUES (?, ?)",
      [.blob(repetition.key), .job(number)]
    )
  }

  /// Forgets that a job had its text.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func forgetRepetitions(of number: JobNumber) throws(LedgerError) {
    guard mayRepeat else { return }
    mayRepeat = try connection.number("SELECT EXISTS (SELECT 1 FROM repetition)") == 1
    guard mayRepeat else { return }
    try connection.run("DELETE FROM repetition WHERE job = ?", [.job(number)])
  }
}

extension WriteSession.JobRow {
  /// The phone that it goes to; nil for commands, and once it was erased.
  var phone: PhoneNumber? {
    recipient.flatMap { try? PhoneNumber(value: UInt64(clamping: $0)) }
  }
}
