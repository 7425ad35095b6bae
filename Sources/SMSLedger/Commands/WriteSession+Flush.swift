internal import SMSCore

extension WriteSession {
  /// Makes deferred messages due now, but not before their `not_before`, one step at a time.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func flush(
    _ spool: String?,
    by command: JobRow,
    at now: WallTime
  ) throws(LedgerError) -> CommandOutcome {
    let numbers = try deferred(after: try doneThrough(command), before: command.number)
    var lanes: Set<Lane> = []
    var affected = 0
    for number in numbers {
      guard let job = try standing(of: number), let lane = job.lane,
        spool == nil || job.name.spool == spool
      else { continue }
      try connection.run(Self.makeDue, [.time(now), .integer(nextChange()), .job(number)])
      lanes.insert(lane)
      affected += 1
    }
    try stepped(command, through: numbers.last, affected: affected)
    guard numbers.count < Self.stepSize else { return .more(lanes: lanes) }
    try move(command, to: .done, at: now)
    return .finished(left: [], lanes: lanes)
  }

  private func deferred(
    after first: Int64,
    before last: JobNumber
  ) throws(LedgerError) -> [JobNumber] {
    var numbers: [JobNumber] = []
    try connection.query(
      """
      SELECT number FROM job INDEXED BY job_deferred
      WHERE state = 1 AND number > ? AND number < ? ORDER BY number LIMIT ?
      """,
      [.integer(first), .job(last), .integer(Int64(Self.stepSize))]
    ) { numbers.append($0.job(0)) }
    return numbers
  }

  /// A message deferred by an account's pause may have a `not_before` in the future.
  private static let makeDue = """
    UPDATE job SET due = max(?1, coalesce(not_before, ?1)),
      next_attempt = max(?1, coalesce(not_before, ?1)), change = ?2
    WHERE number = ?3
    """
}
