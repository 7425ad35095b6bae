internal import SMSCore

/// The acceptance of batches.
///
/// | in the ledger | what the acceptance does next |
/// |---|---|
/// | nothing | `acceptBatch`: the batch's row |
/// | the batch, and the messages up to `place` | `add`: a part of the rest, with the new place |
/// | the batch and all messages; `activated` is NULL | `activate`: the messages may go |
///
/// No message of it begins before `activated` is set, nor after the first step of a cancel: a page of
/// its lane is empty then.
extension WriteSession {
  /// Accepts a batch by the contract's rules of identity, without its messages.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func acceptBatch(
    _ submission: Submission,
    _ request: BatchRequest
  ) throws(LedgerError) -> BatchAcceptance {
    guard let number = try insert(submission, to: nil, in: nil) else {
      return try repeatedBatch(submission)
    }
    try connection.run(
      """
      INSERT INTO batch (
        job, messages, segments, results, place, line, added, repeated, is_held, is_canceled)
      VALUES (?, ?, ?, ?, 0, 1, 0, 0, 0, 0)
      """,
      [
        .job(number), .integer(Int64(request.messages)), .integer(Int64(request.segments)),
        .integer(Int64(request.results.rawValue)),
      ]
    )
    mayAccept = true
    try publish(number)
    return .accepting(number, from: BatchPlace(offset: 0, line: 1))
  }

  private func repeatedBatch(_ submission: Submission) throws(LedgerError) -> BatchAcceptance {
    guard let batch = try connection.batch(submission.name) else { return .duplicate }
    let found = try connection.first(
      "SELECT taken, digest FROM job WHERE number = ?",
      [.job(batch.number)]
    ) { (isSameFile: $0.integer(0) == submission.taken, digest: $0.blob(1)) }
    guard let found, found.isSameFile || found.digest == submission.digest else {
      return .duplicate
    }
    if found.isSameFile, batch.isAccepting { return .accepting(batch.number, from: batch.place) }
    guard case .again = try repeated(submission, hasID: true) else { return .duplicate }
    return .again(batch.number)
  }

  /// Adds messages to a batch, with how far its file is read; all of them or none.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func add(
    _ messages: [Submission],
    to number: JobNumber,
    through place: BatchPlace
  ) throws(LedgerError) -> BatchAddition {
    guard let batch = try connection.batch(number), batch.ended == nil else { return .canceled }
    guard !batch.isCanceled else {
      try endAcceptance(of: number, at: messages.first?.acceptedAt ?? batch.updated)
      return .canceled
    }
    guard batch.place.offset < place.offset, batch.activated == nil else { return .added }
    var repeated: [JobNumber] = []
    var numbers: [JobNumber] = []
    var accounts: Set<String> = []
    try readAssignments(for: messages)
    defer { knownAssignments = nil }
    for message in messages {
      switch try accept(message, in: number) {
      case .message(let entry):
        numbers.append(entry.number)
        accounts.insert(entry.lane.account)
      case .ended(let job): numbers.append(job.number)
      case .again(let job):
        guard try !connection.conflicts(message) else {
          return try undo(numbers, repeated, messages, of: number)
        }
        repeated.append(job)
        try connection.run(
          "INSERT OR IGNORE INTO batch_repeat (job, batch) VALUES (?, ?)",
          [.job(job), .job(number)]
        )
      case .duplicate: return try undo(numbers, repeated, messages, of: number)
      case .command: break
      }
    }
    for account in accounts.sorted() {
      try connection.run(
        "INSERT OR IGNORE INTO batch_account (batch, account) VALUES (?, ?)",
        [.job(number), .text(account)]
      )
    }
    try connection.run(
      """
      UPDATE batch SET place = ?, line = ?, added = added + ?, repeated = repeated + ?,
        first_job = coalesce(first_job, ?), last_job = coalesce(?, last_job)
      WHERE job = ?
      """,
      [
        .integer(place.offset), .integer(Int64(place.line)), .integer(Int64(messages.count)),
        .integer(Int64(repeated.count)), numbers.first.map { .job($0) } ?? .null,
        numbers.last.map { .job($0) } ?? .null, .job(number),
      ]
    )
    return .added
  }

  /// Removes the messages of a part again: ids of it have come into use for something else since the
  /// batch was checked.
  private func undo(
    _ added: [JobNumber],
    _ repeated: [JobNumber],
    _ messages: [Submission],
    of batch: JobNumber
  ) throws(LedgerError) -> BatchAddition {
    for number in added { _ = try takeBack(number) }
    for number in repeated {
      try connection.run(
        "DELETE FROM batch_repeat WHERE job = ? AND batch = ?",
        [.job(number), .job(batch)]
      )
    }
    return .conflicts(try connection.conflicts(of: messages))
  }

  /// Removes a message of a batch that is not accepted.
  ///
  /// - Returns: Whether it was there.
  /// - Throws: `LedgerError` if a statement fails.
  private func takeBack(_ number: JobNumber) throws(LedgerError) -> Bool {
    guard let message = try standing(of: number) else { return false }
    try remove(number)
    counts.removed(message.name.spool, message.state, isMessage: true)
    counts.batches.remove(message.lane?.batch, message.state)
    return true
  }

  /// Ends the acceptance: the messages may go.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func activate(_ number: JobNumber, at now: WallTime) throws(LedgerError) -> Set<Lane> {
    guard let batch = try connection.batch(number), batch.ended == nil else { return [] }
    if batch.activated == nil { try endAcceptance(of: number, at: now) }
    return try connection.waitingLanes().filter { $0.batch == number }
  }

  private func endAcceptance(of number: JobNumber, at now: WallTime) throws(LedgerError) {
    try connection.run(
      "UPDATE batch SET activated = coalesce(activated, ?) WHERE job = ?",
      [.time(now), .job(number)]
    )
    mayAccept = try connection.openBatches().contains { $0.isAccepting }
    batchesToJudge[number] = now
  }

  /// Removes a part of the messages of a batch that cannot be accepted whole, and in the end the
  /// batch; with an error, the batch ends with it instead.
  ///
  /// - Returns: Whether there is more to remove.
  /// - Throws: `LedgerError` if a statement fails.
  func abandon(
    _ number: JobNumber,
    error: JobError?,
    at now: WallTime
  ) throws(LedgerError) -> Bool {
    guard let batch = try connection.batch(number), batch.isAccepting,
      let job = try standing(of: number)
    else { return false }
    var removed = 0
    if let jobs = batch.jobs {
      var numbers: [JobNumber] = []
      try connection.query(
        "SELECT number FROM job WHERE number BETWEEN ? AND ? AND batch = ? LIMIT ?",
        [
          .integer(jobs.lowerBound), .integer(jobs.upperBound), .job(number),
          .integer(Int64(Self.removedInStep)),
        ]
      ) { numbers.append($0.job(0)) }
      for number in numbers {
        if try takeBack(number) { removed += 1 }
      }
    }
    guard removed < Self.removedInStep else { return true }
    if let error {
      try connection.run("DELETE FROM batch_repeat WHERE batch = ?", [.job(number)])
      try move(job, to: .failed, error: error, at: now)
      try connection.run(
        "UPDATE batch SET ended = ? WHERE job = ?",
        [.integer(lastChange), .job(number)]
      )
    } else {
      counts.batches.forget(number)
      try removeBatch(number)
      try remove(number)
      counts.removed(job.name.spool, job.state, isMessage: false)
    }
    mayAccept = try connection.openBatches().contains { $0.isAccepting }
    return false
  }

  /// Removes what a batch has besides its job.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func removeBatch(_ number: JobNumber) throws(LedgerError) {
    try connection.run("DELETE FROM batch WHERE job = ?", [.job(number)])
    for table in ["batch_tally", "batch_error", "batch_account", "batch_repeat"] {
      try connection.run("DELETE FROM \(table) WHERE batch = ?", [.job(number)])
    }
  }

  /// Messages removed in one step.
  private static let removedInStep = 500

  /// Gives a batch's result a new change number, and the time of the change if there is one.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func publish(_ number: JobNumber, at now: WallTime? = nil) throws(LedgerError) {
    try connection.run(
      "UPDATE job SET change = ?1, updated = max(updated, coalesce(?2, updated)) WHERE number = ?3",
      [.integer(nextChange()), .optional(now), .job(number)]
    )
  }
}

/// Whether an id may not be used by a single request, since it belongs to a batch.
extension WriteSession {
  /// Whether the id is that of a message that an accepting batch has not added yet: `<batch>.<line>`.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func isReserved(_ name: JobName) throws(LedgerError) -> Bool {
    guard mayAccept, let dot = name.id.lastIndex(of: "."),
      let line = Int(name.id[name.id.index(after: dot)...]), line > 0,
      let batch = try connection.batch(
        JobName(spool: name.spool, id: String(name.id[..<dot]))
      )
    else { return false }
    return batch.isAccepting && line >= batch.place.line
  }
}

extension Connection {
  /// The messages of a batch whose ids are in use for something else, by their places.
  ///
  /// Ids that come from the lines begin alike: most often one look shows that none of them is in use.
  /// - Throws: `LedgerError` if a statement fails.
  func conflicts(of messages: [Submission]) throws(LedgerError) -> [Int] {
    var unused: String?
    if let name = messages.first(where: { !$0.hasExplicitID })?.name,
      let beginning = name.beginning, try !isInUse(beginning, in: name.spool)
    {
      unused = beginning
    }
    var conflicts: [Int] = []
    for (index, message) in messages.enumerated() {
      if let unused, message.name.id.utf8.starts(with: unused.utf8) { continue }
      if try self.conflicts(message) { conflicts.append(index) }
    }
    return conflicts
  }

  /// Whether an id of the spool begins with these characters, the last of which is a period.
  private func isInUse(_ beginning: String, in spool: String) throws(LedgerError) -> Bool {
    // The character after the period is the slash.
    try number(
      "SELECT EXISTS (SELECT 1 FROM job WHERE spool = ? AND id >= ? AND id < ?)",
      [.text(spool), .text(beginning), .text(String(beginning.dropLast()) + "/")]
    ) == 1
  }

  /// Whether the id of a batch's message is in use for something else.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  fileprivate func conflicts(_ message: Submission) throws(LedgerError) -> Bool {
    let digest = try first(
      "SELECT digest FROM job WHERE spool = ? AND id = ?",
      [.text(message.name.spool), .text(message.name.id)]
    ) { $0.blob(0) }
    guard let digest else { return false }
    return !(message.hasExplicitID && digest == message.digest)
  }
}

extension JobName {
  /// The id through its last period; nil without one.
  fileprivate var beginning: String? {
    id.utf8.lastIndex(of: UInt8(ascii: ".")).map { String(id[...$0]) }
  }
}
