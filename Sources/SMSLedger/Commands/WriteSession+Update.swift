internal import SMSCore

/// Changes of messages that wait.
///
/// A new text comes as a row of `text` under the number of its update, and stays there: the message
/// refers to it (`text_job`), and its old text is overwritten in place. Rows of `text` never change their
/// size, so that no copy of one is left in free space; see `eraseText`.
extension WriteSession {
  /// As long as a seal, which is written when the message's numbers are known.
  private static let noSeal = [UInt8](repeating: 0, count: 32)

  /// Stores the new text of an update that has just been accepted, with the media of the message,
  /// which stay as they are.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func keepText(
    of update: MessageUpdate,
    for number: JobNumber,
    of target: JobName
  ) throws(LedgerError) {
    guard let given = update.givenText else { return }
    var content = MessageContent(text: given.text, media: nil)
    if let job = try message(target) { content.media = try self.content(in: job.text)?.media }
    try connection.run(
      "INSERT INTO text (job, body, seal) VALUES (?, ?, ?)",
      [.job(number), .blob(content.bytes), .blob(Self.noSeal)]
    )
    try insert(given.replacements, of: number)
  }

  /// Carries out an update, after those of the same message that came before it and have waited.
  ///
  /// The message's digest stays that of its request.
  /// - Throws: `LedgerError` if a statement fails.
  func update(
    _ target: JobName,
    by command: JobRow,
    at now: WallTime
  ) throws(LedgerError) -> CommandOutcome {
    guard let job = try message(target) else {
      return try refuse(command, try missing(target), at: now)
    }
    guard !job.isCode else {
      return try refuse(command, .notUpdatable(target, "login code"), at: now)
    }
    switch job.state {
    case .attempting, .inDoubt: return .waits(for: job.number)
    case .queued, .deferred, .held: break
    case .sent, .failed, .expired, .canceled, .uncertain, .done, .approved, .denied, .found,
      .suppressed:
      return try refuse(command, .tooLate(target, is: job.state), at: now)
    }
    if let batch = job.lane?.batch, try connection.batch(batch)?.isCanceled == true {
      return try refuse(command, .tooLate(target, is: .canceled), at: now)
    }
    var lanes: Set<Lane> = []
    for number in try updates(of: target, through: command.number) {
      guard let row = try standing(of: number), let current = try standing(of: job.number) else {
        continue
      }
      if let lane = try apply(row, to: current, at: now) { lanes.insert(lane) }
      if number != command.number { try recordEffect(of: number, at: now) }
    }
    return .finished(left: lanes.isEmpty ? [] : [job.number], lanes: lanes)
  }

  /// Why there is no message to update.
  private func missing(_ target: JobName) throws(LedgerError) -> JobError {
    if try connection.batch(target) != nil { return .notUpdatable(target, "batch") }
    return try isReserved(target) ? .notYetAccepted(target) : .unknownMessage(target)
  }

  /// The updates of a message that have not ended, up to one of them, in the order in which they came.
  private func updates(
    of target: JobName,
    through last: JobNumber
  ) throws(LedgerError) -> [JobNumber] {
    var numbers: [JobNumber] = []
    try connection.query(
      """
      SELECT job.number FROM job INDEXED BY job_command
        CROSS JOIN command ON command.job = job.number
      WHERE job.account IS NULL AND job.state <= 1 AND job.number <= ?1
        AND command.action = ?2 AND command.spool = ?3
        AND substr(command.target, 1, length(?4) + 1) = ?4 || ' '
      ORDER BY job.number
      """,
      [
        .job(last), .text(CommandAction.updateWord), .text(target.spool), .text(target.id),
      ]
    ) { numbers.append($0.job(0)) }
    return numbers
  }

  /// Ends an update that is not applied, and its text.
  private func refuse(
    _ command: JobRow,
    _ error: JobError,
    at now: WallTime
  ) throws(LedgerError) -> CommandOutcome {
    try eraseText(in: command.number)
    return try fail(command, error, at: now)
  }

  /// Applies an update to a message that waits or is held, and ends the update.
  ///
  /// - Returns: The lane in which the message waits now; nil if it was not changed.
  private func apply(
    _ command: JobRow,
    to job: JobRow,
    at now: WallTime
  ) throws(LedgerError) -> Lane? {
    guard let update = try connection.update(command.number)?.change, let waiting = try waiting(job)
    else {
      _ = try refuse(command, .ledgerDamaged, at: now)
      return nil
    }
    let changed: WaitingMessage
    do throws(UpdateFault) {
      changed = try waiting.updated(by: update, windows, at: now)
    } catch {
      _ = try refuse(command, .notUpdated(job.name, error), at: now)
      return nil
    }
    if update.text != nil, try !replaceText(of: job, by: command, at: now) {
      _ = try refuse(command, .ledgerDamaged, at: now)
      return nil
    }
    try write(changed, of: job, by: command, at: now)
    try move(command, to: .done, at: now)
    return changed.lane
  }

  /// A message as far as an update changes it.
  private func waiting(_ job: JobRow) throws(LedgerError) -> WaitingMessage? {
    guard let lane = job.lane, let phone = job.phone else { return nil }
    return try connection.first(
      """
      SELECT accepted, due, not_before, expires, life, opens, next_attempt FROM job
      WHERE number = ?
      """,
      [.job(job.number)]
    ) { row throws(LedgerError) in
      WaitingMessage(
        to: phone,
        lane: lane,
        acceptedAt: row.time(0),
        dueAt: row.time(1),
        notBefore: row.optionalTime(2),
        expiresAt: row.time(3),
        life: row.isNull(4) ? nil : try row.known(LifeStart(rawValue: row.count(4)), "life"),
        opensAt: row.optionalTime(5),
        nextAttemptAt: row.optionalTime(6)
      )
    }
  }

  /// Writes what has changed besides the text; the result is published again if there is one.
  private func write(
    _ message: WaitingMessage,
    of job: JobRow,
    by command: JobRow,
    at now: WallTime
  ) throws(LedgerError) {
    try connection.run(
      """
      UPDATE job SET priority = ?1, zones = ?2, due = ?3, not_before = ?4, expires = ?5, life = ?6,
        opens = ?7, next_attempt = ?8, revision = ?9, updated = ?10,
        change = CASE WHEN change > 0 OR state <> 0 THEN ?11 ELSE change END
      WHERE number = ?12
      """,
      [
        .priority(message.lane.priority), message.lane.zonesValue, .time(message.dueAt),
        .optional(message.notBefore), .time(message.expiresAt), .optional(message.life?.rawValue),
        .optional(message.opensAt), .optional(message.nextAttemptAt), .job(command.number),
        .time(now), .integer(nextChange()), .job(job.number),
      ]
    )
  }

  /// Gives a message the text of an update.
  ///
  /// - Returns: Whether the update has a text.
  private func replaceText(
    of job: JobRow,
    by command: JobRow,
    at now: WallTime
  ) throws(LedgerError) -> Bool {
    guard let content = try content(in: command.number), !content.text.string.isEmpty,
      content.text.string.utf8.first != 0, let to = job.phone, let sender = job.sender,
      let from = try? PhoneNumber(value: UInt64(clamping: sender))
    else { return false }
    let envelope = Envelope(to: to, from: from, text: content.text, media: content.media)
    try connection.run(
      "UPDATE text SET seal = ? WHERE job = ?",
      [.blob(codes.seal(envelope)), .job(command.number)]
    )
    try eraseText(in: job.text)
    // Whoever repeats the old text would wait for this message, or be suppressed because of it.
    try forgetRepetitions(of: job.number)
    let before = try connection.number(
      "SELECT segments FROM job WHERE number = ?",
      [.job(job.number)]
    )
    try connection.run(
      """
      UPDATE job SET text_job = ?1, segments = ?2, encoding = ?3,
        replacements = (SELECT replacements FROM job WHERE number = ?1)
      WHERE number = ?4
      """,
      [
        .job(command.number), .integer(Int64(envelope.segments)),
        .text(content.text.encoding.rawValue),
        .job(job.number),
      ]
    )
    try connection.run(
      "UPDATE job SET replacements = NULL WHERE number = ?",
      [.job(command.number)]
    )
    if let batch = job.lane?.batch, before != Int64(envelope.segments) {
      try connection.run(
        "UPDATE batch SET segments = segments + ? WHERE job = ?",
        [.integer(Int64(envelope.segments) - before), .job(batch)]
      )
      try publish(batch, at: now)
    }
    return true
  }
}

extension WriteSession {
  /// Applies to a restored message what an update has changed since the backup, as its result says.
  ///
  /// - Returns: Whether the update has ended with that; if not, its text is erased.
  /// - Throws: `LedgerError` if a statement fails.
  func repeatUpdate(
    _ command: JobRow,
    as result: JobSnapshot,
    at now: WallTime
  ) throws(LedgerError) -> Bool {
    guard !command.state.isTerminal, let target = try connection.update(command.number)?.target
    else { return false }
    guard result.state == .done, let job = try message(target), !job.isCode,
      job.isWaiting || job.state == .held
    else {
      try eraseText(in: command.number)
      return false
    }
    _ = try apply(command, to: job, at: now)
    return true
  }
}

extension Command {
  /// The same, as it is once the ledger has it.
  var kept: Command {
    guard case .update(let name, let update) = self else { return self }
    return .update(name, update.kept)
  }
}
