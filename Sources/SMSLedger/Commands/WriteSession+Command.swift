internal import SMSCore

extension WriteSession {
  /// Stores what a command's job has to do.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func insert(_ command: Command, of number: JobNumber) throws(LedgerError) {
    let action = CommandAction(command)
    if case .update(let target, let update) = command {
      try keepText(of: update, for: number, of: target)
    }
    try connection.run(
      "INSERT INTO command (job, action, spool, target) VALUES (?, ?, ?, ?)",
      [.job(number), .text(action.word), .optional(action.spool), .optional(action.target)]
    )
  }

  /// Carries out one command, or one step of it.
  ///
  /// A command that has already ended does nothing: a crash may come after its commit and before
  /// the daemon learns of it. What it does enters the audit with it.
  /// - Throws: `LedgerError` if a statement fails.
  func execute(_ command: CommandJob, at now: WallTime) throws(LedgerError) -> CommandOutcome {
    guard let job = try standing(of: command.number), !job.isMessage, !job.state.isTerminal else {
      return .finished(left: [], lanes: [])
    }
    let outcome = try carryOut(command.command, by: job, at: now)
    if case .waits = outcome { return outcome }
    try recordEffect(of: job.number, at: now)
    return outcome
  }

  private func carryOut(
    _ command: Command,
    by job: JobRow,
    at now: WallTime
  ) throws(LedgerError) -> CommandOutcome {
    switch command {
    case .cancel(let target):
      if let batch = try connection.batch(target) { return try cancel(batch, by: job, at: now) }
      return try cancel(target, by: job, at: now)
    case .update(let target, _): return try update(target, by: job, at: now)
    case .hold(.job(let target)):
      if let batch = try connection.batch(target) { return try hold(true, batch, by: job, at: now) }
      return try hold(target, by: job, at: now)
    case .release(.job(let target)):
      if let batch = try connection.batch(target) {
        return try hold(false, batch, by: job, at: now)
      }
      return try release(target, by: job, at: now)
    case .hold(let scope): return try hold(scope, by: job, at: now)
    case .release(let scope): return try release(scope, by: job, at: now)
    case .retry(let target): return try retry(target, by: job, at: now)
    case .act(let action, let filter): return try act(action, on: filter, by: job, at: now)
    case .optOut(let phone, let sender):
      return try optOut(phone, sender, by: job, at: now)
    case .optIn(let phone, let sender):
      return try optIn(phone, sender, by: job, at: now)
    case .callbacks, .numbers:
      try move(job, to: .done, at: now)
      return .finished(left: [], lanes: [])
    // These run elsewhere, over a longer time; see `LookupRecord` and `SQLiteLedger.end(command:)`.
    case .lookup, .importOptOuts, .erase, .backup, .reconcile, .testAlarm:
      return .finished(left: [], lanes: [])
    }
  }

  /// Ends a command as failed: its job does not exist, or is in the wrong state.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func fail(
    _ command: JobRow,
    _ error: JobError,
    at now: WallTime
  ) throws(LedgerError) -> CommandOutcome {
    try move(command, to: .failed, error: error, at: now)
    return .finished(left: [], lanes: [])
  }

  /// The message that a command names; nil if the name is unknown or belongs to a command.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func message(_ name: JobName) throws(LedgerError) -> JobRow? {
    guard let job = try standing(of: name), job.isMessage else { return nil }
    return job
  }

  /// The progress of a command of many steps: the number of the last job it examined.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func doneThrough(_ command: JobRow) throws(LedgerError) -> Int64 {
    try connection.number(
      "SELECT done_through FROM command WHERE job = ?",
      [.job(command.number)]
    )
  }

  /// Records a step of a command.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func stepped(
    _ command: JobRow,
    through last: JobNumber?,
    affected: Int
  ) throws(LedgerError) {
    if let last {
      try connection.run(
        "UPDATE command SET done_through = ? WHERE job = ?",
        [.job(last), .job(command.number)]
      )
    }
    try connection.run(
      "UPDATE job SET affected = coalesce(affected, 0) + ? WHERE number = ?",
      [.integer(Int64(affected)), .job(command.number)]
    )
  }
}

extension WriteSession {
  /// Cancels a message that has not been sent.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func cancel(
    _ target: JobName,
    by command: JobRow,
    at now: WallTime
  ) throws(LedgerError) -> CommandOutcome {
    guard let job = try message(target) else {
      return try fail(command, .unknownMessage(target), at: now)
    }
    switch job.state {
    case .attempting, .inDoubt:
      return .waits(for: job.number)
    case .queued, .deferred, .held:
      try cancel(job, by: command, at: now)
      try move(command, to: .canceled, at: now)
      return .finished(left: [job.number], lanes: [])
    case .sent, .failed, .expired, .canceled, .uncertain, .done, .approved, .denied, .found,
      .suppressed:
      return try fail(command, .tooLate(target, is: job.state), at: now)
    }
  }

  /// Cancels a message that waits or is held.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func cancel(
    _ job: JobRow,
    by command: JobRow,
    at now: WallTime
  ) throws(LedgerError) {
    try move(job, to: .canceled, error: .canceled(by: command.name), at: now)
  }
}
