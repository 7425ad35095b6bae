internal import SMSCore

/// Commands on all jobs that a filter selects, in steps.
///
/// A step shares its commit with sends. It goes on after the last job that the steps before it have
/// examined, up to the command's own number unless it has another end: no job is treated twice, and
/// none that came later. At the end come the jobs in `awaited`.
extension WriteSession {
  /// Jobs examined in one step.
  static let examinedInStep = 2_000
  /// Jobs changed in one step.
  static let changedInStep = 100

  /// What a step has changed.
  private struct Step {
    var left: [JobNumber] = []
    var lanes: Set<Lane> = []
    var affected = 0
  }

  /// Carries out one step.
  ///
  /// - Parameters:
  ///   - action: What is done to each job.
  ///   - filter: Selects the jobs.
  ///   - command: The command.
  ///   - now: The current time.
  ///   - start: Only jobs after this one; 0 for all.
  ///   - end: Only jobs before this one; nil for those that came before the command.
  /// - Returns: Whether there is more to do.
  /// - Throws: `LedgerError` if a statement fails.
  func act(
    _ action: MatchedAction,
    on filter: JobFilter,
    by command: JobRow,
    at now: WallTime,
    after start: Int64 = 0,
    before end: Int64? = nil
  ) throws(LedgerError) -> CommandOutcome {
    guard let jobs = action.jobs(of: filter) else {
      return try finish(action, by: command, at: now)
    }
    let scan = JobScan(jobs, size: Self.examinedInStep)
    let done = max(try doneThrough(command), start)
    if done == 0, action == .release { try dropHolds(of: jobs) }
    let part = try scan.oldest(after: done, before: end ?? command.number.value, on: connection)
    guard let part else { return try conclude(action, by: command, at: now) }
    let numbers = try numbers(scan, in: part)
    var step = Step()
    for number in numbers { try act(action, on: number, by: command, at: now, &step) }
    let isFull = numbers.count == Self.changedInStep
    let last = isFull ? numbers.last : JobNumber(part.numbers.upperBound)
    try stepped(command, through: last, affected: step.affected)
    guard part.isLast, !isFull, try firstAwaited(by: command.number) == nil else {
      return .more(left: step.left, lanes: step.lanes)
    }
    return try finish(action, by: command, at: now, step)
  }

  /// The first jobs of a part that match.
  private func numbers(_ scan: JobScan, in part: JobScan.Part) throws(LedgerError) -> [JobNumber] {
    let query = scan.query("job.number", in: part)
    var numbers: [JobNumber] = []
    try connection.queryOnce(
      "\(query.sql) ORDER BY job.number LIMIT ?",
      query.values + [.integer(Int64(Self.changedInStep))]
    ) { numbers.append($0.job(0)) }
    return numbers
  }

  private func act(
    _ action: MatchedAction,
    on number: JobNumber,
    by command: JobRow,
    at now: WallTime,
    _ step: inout Step
  ) throws(LedgerError) {
    guard let job = try standing(of: number), var lane = job.lane else { return }
    if action.awaitsAttempts, job.isOpen { return try wait(for: number, by: command.number) }
    switch action {
    case .cancel:
      try cancel(job, by: command, at: now)
      step.left.append(number)
    case .hold:
      try move(job, to: .held, at: now)
      step.left.append(number)
    case .release: try release(job, at: now)
    case .retry: lane = try retry(job, at: now)
    case .flush: try flush(number, at: now)
    }
    if !action.awaitsAttempts { step.lanes.insert(lane) }
    step.affected += 1
  }

  /// Makes a deferred message due now, but not before its `not_before`, which may be in the future
  /// if the message was deferred by an account's pause.
  private func flush(_ number: JobNumber, at now: WallTime) throws(LedgerError) {
    try connection.run(
      """
      UPDATE job SET due = max(?1, coalesce(not_before, ?1)),
        next_attempt = max(?1, coalesce(not_before, ?1)), change = ?2
      WHERE number = ?3
      """,
      [.time(now), .integer(nextChange()), .job(number)]
    )
  }

  /// Waits for the first job that is awaited, or ends.
  private func conclude(
    _ action: MatchedAction,
    by command: JobRow,
    at now: WallTime
  ) throws(LedgerError) -> CommandOutcome {
    for _ in 0..<Self.changedInStep {
      guard let number = try firstAwaited(by: command.number) else {
        return try finish(action, by: command, at: now)
      }
      if try standing(of: number)?.isOpen == true { return .waits(for: number) }
      // It ended otherwise than by a settlement.
      try endWait(for: number, by: command.number, at: now)
    }
    return .more(left: [], lanes: [])
  }

  private func finish(
    _ action: MatchedAction,
    by command: JobRow,
    at now: WallTime,
    _ step: Step = Step()
  ) throws(LedgerError) -> CommandOutcome {
    // Even if it never took a step, its result says how many jobs it changed.
    try stepped(command, through: nil, affected: 0)
    try move(command, to: action == .cancel ? .canceled : .done, at: now)
    return .finished(left: step.left, lanes: step.lanes)
  }
}
