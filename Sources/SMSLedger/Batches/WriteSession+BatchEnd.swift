internal import SMSCore

/// Holds, releases, cancels and ends batches.
extension WriteSession {
  /// Holds a batch, or lets it go on; its messages stay as they are.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func hold(
    _ isHeld: Bool,
    _ batch: BatchRow,
    by command: JobRow,
    at now: WallTime
  ) throws(LedgerError) -> CommandOutcome {
    guard batch.ended == nil else {
      return try fail(command, .tooLate(batch.name, is: batch.state), at: now)
    }
    try connection.run(
      "UPDATE batch SET is_held = ? WHERE job = ?",
      [.flag(isHeld), .job(batch.number)]
    )
    try publish(batch.number, at: now)
    try move(command, to: .done, at: now)
    let lanes: Set<Lane> =
      try isHeld ? [] : connection.waitingLanes().filter { $0.batch == batch.number }
    return .switched(batch: batch.number, isHeld: isHeld, lanes: lanes)
  }

  /// Cancels the messages of a batch that have not been sent, in steps.
  ///
  /// The first step ends the acceptance; those that were added between the command and that step
  /// are canceled too.
  /// - Throws: `LedgerError` if a statement fails.
  func cancel(
    _ batch: BatchRow,
    by command: JobRow,
    at now: WallTime
  ) throws(LedgerError) -> CommandOutcome {
    if batch.ended != nil, try !hasBegun(command) {
      return try fail(command, .tooLate(batch.name, is: batch.state), at: now)
    }
    if !batch.isCanceled {
      try connection.run("UPDATE batch SET is_canceled = 1 WHERE job = ?", [.job(batch.number)])
      batchesToJudge[batch.number] = now
      // What was not added yet never will be.
      try stepped(command, through: nil, affected: batch.messages - batch.added)
    }
    var filter = JobFilter(spools: [batch.name.spool])
    filter.batches = [batch.name.id]
    let (first, last) = (batch.jobs?.lowerBound ?? 1, batch.jobs?.upperBound ?? 0)
    filter.through = JobNumber(last)
    return try act(
      .cancel,
      on: filter,
      by: command,
      at: now,
      after: first - 1,
      before: last + 1
    )
  }

  /// Whether a command of many steps has taken one.
  private func hasBegun(_ command: JobRow) throws(LedgerError) -> Bool {
    try connection.number(
      "SELECT affected IS NOT NULL FROM job WHERE number = ?",
      [.job(command.number)]
    ) == 1
  }

  /// Ends the batches whose last message ends with this commit, and publishes those that changed.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func judgeBatches() throws(LedgerError) {
    let touched = Set(counts.batches.touched).union(batchesToJudge.keys)
    guard !touched.isEmpty else { return }
    let latest = counts.batches.latest
    try counts.batches.write(to: connection)
    for number in touched.sorted() { try judge(number, at: batchesToJudge[number] ?? latest) }
    batchesToJudge = [:]
  }

  private func judge(_ number: JobNumber, at time: WallTime?) throws(LedgerError) {
    guard let batch = try connection.batch(number), batch.ended == nil else { return }
    let open = try connection.number(
      "SELECT coalesce(sum(jobs), 0) FROM batch_tally WHERE batch = ? AND state <= 4",
      [.job(number)]
    )
    guard let time, batch.activated != nil, open == 0, let job = try standing(of: number) else {
      return try publish(number, at: time)
    }
    try move(job, to: batch.isCanceled ? .canceled : .done, at: time)
    try connection.run(
      "UPDATE batch SET ended = ? WHERE job = ?",
      [.integer(lastChange), .job(number)]
    )
  }
}
