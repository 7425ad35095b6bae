internal import SMSCore

extension WriteSession {
  /// Makes a new job from a message that ended unsent.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func retry(
    _ target: JobName,
    by command: JobRow,
    at now: WallTime
  ) throws(LedgerError) -> CommandOutcome {
    guard let job = try message(target) else {
      return try fail(command, .unknownMessage(target), at: now)
    }
    guard job.lane != nil, job.isRetryable else {
      return try fail(command, .notRetryable(target, job.state, job.retriedAs), at: now)
    }
    guard try hasText(job.number) else { return try fail(command, .textGone(target), at: now) }
    guard try hasCopies(content(in: job.text)?.media) else {
      return try fail(command, .mediaGone(target), at: now)
    }
    let lane = try retry(job, at: now)
    try move(command, to: .done, at: now)
    return .finished(left: [], lanes: [lane])
  }

  /// A message that was refused on acceptance has no text; neither has one whose recipient was
  /// erased.
  private func hasText(_ number: JobNumber) throws(LedgerError) -> Bool {
    try connection.number(
      """
      SELECT EXISTS (SELECT 1 FROM job CROSS JOIN text ON \(Row.isText)
        WHERE job.number = ? AND job.recipient IS NOT NULL)
      """,
      [.job(number)]
    ) == 1
  }

  /// Makes the new job, which has the same time to live as the old one, counted from now or from when
  /// its window opens; it stands outside a batch.
  ///
  /// - Returns: The lane that it waits in.
  /// - Throws: `LedgerError` if a statement fails.
  func retry(_ job: JobRow, at now: WallTime) throws(LedgerError) -> Lane {
    var name = RetryName(of: job.name.id)
    repeat {
      try connection.run(
        Self.insertRetry,
        [.text(name.next()), .time(now), .job(job.number)]
      )
    } while connection.changes == 0
    let number = insertedJob()
    try connection.run(
      "INSERT INTO text (job, body, seal) SELECT ?, body, seal FROM text WHERE job = ?",
      [.job(number), .job(job.text)]
    )
    let media = try content(in: job.text)?.media
    // Without its copies, the new job fails when it would begin.
    if try hasCopies(media) { try keepCopies(media, for: number) }
    try eraseText(in: job.text)
    try connection.run(
      "UPDATE job SET retried_as = ?, change = ? WHERE number = ?",
      [.text(name.current), .integer(nextChange()), .job(job.number)]
    )
    counts.added(job.name.spool, job.kind, .queued)
    return try place(retry: number, at: now)
  }

  private static let insertRetry = """
    INSERT INTO job (
      spool, id, kind, state, account, recipient, sender, priority, due, expires, if_uncertain,
      segments, encoding, accepted, updated, digest, taken, producer, metadata, replacements,
      retry_of, zones, life, media
    )
    SELECT spool, ?1, kind, 0, account, recipient, sender, priority, ?2,
      ?2 + expires - max(accepted, coalesce(not_before, accepted), coalesce(opens, accepted)),
      if_uncertain,
      segments, encoding, ?2, ?2, digest, 0, producer, metadata, replacements,
      id, zones, \(LifeStart.opening.rawValue), media
    FROM job WHERE number = ?3
    ON CONFLICT (spool, id) DO NOTHING
    """
}

extension WriteSession.JobRow {
  /// Whether it ended unsent, is not a code, and has not been retried.
  fileprivate var isRetryable: Bool {
    retriedAs == nil && !isCode
      && [.failed, .expired, .canceled, .uncertain, .suppressed].contains(state)
  }
}

/// The ids given to retries of one message.
///
/// After `order-7` come `order-7.retry-1`, `order-7.retry-2` and so on.
struct RetryName {
  private static let mark = ".retry-"

  /// The most recent id; the original's before the first call of `next`.
  private(set) var current: String
  private let stem: Substring
  private var count: Int

  /// Starts from the id of the message to be retried, which may itself be a retry.
  init(of id: String) {
    current = id
    let digits = id.utf8.reversed().prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    let head = id.dropLast(digits.count)
    // This type never counts beyond nine digits.
    if head.hasSuffix(Self.mark), digits.count <= 9, let number = Int(id.suffix(digits.count)) {
      stem = head.dropLast(Self.mark.count)
      count = number
    } else {
      stem = id[...]
      count = 0
    }
  }

  /// The next id.
  mutating func next() -> String {
    count += 1
    current = "\(stem)\(Self.mark)\(count)"
    return current
  }
}

extension JobError {
  /// For a `retry` of a message whose text the ledger does not have.
  static func textGone(_ target: JobName) -> JobError {
    JobError(
      code: .tooLate,
      message: "Message \(target.id) of spool \(target.spool) has no text that could be sent.",
      hint: """
        It was refused when it was accepted, or its recipient's data was erased. Submit a new request \
        to send it.
        """
    )
  }

  /// For a `retry` of an MMS whose copies of its files are gone.
  static func mediaGone(_ target: JobName) -> JobError {
    JobError(
      code: .mediaGone,
      message: """
        The copies of the media_files of message \(target.id) of spool \(target.spool) are gone.
        """,
      hint: """
        They are kept until an hour after a message has ended, and are not in backups of the ledger. \
        Submit the message again under a new id, with its files in media/.
        """
    )
  }

  /// For a `retry` of a message that has not ended, was sent, or was already retried.
  static func notRetryable(
    _ target: JobName,
    _ state: JobState,
    _ retriedAs: String?
  ) -> JobError {
    let place = "Message \(target.id) of spool \(target.spool)"
    if let retriedAs {
      return JobError(
        code: .tooLate,
        message: "\(place) was retried already, as \(retriedAs).",
        hint: "See results/\(retriedAs).json; if that one failed too, retry \(retriedAs)."
      )
    }
    return JobError(
      code: .tooLate,
      message: "\(place) is \(state.name) and cannot be retried.",
      hint: state.isTerminal
        ? "What was sent is not sent again; submit a new request to send it once more."
        : "It is sent by itself in its turn; see smsdispatch show \(target.id)."
    )
  }
}
