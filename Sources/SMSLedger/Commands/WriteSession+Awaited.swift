internal import SMSCore

/// Jobs with an attempt in progress or in doubt that a command on many jobs is about.
///
/// What the command wants of such a job is done in the transaction that settles it, so that no
/// further attempt can come first.
extension WriteSession {
  /// Has a command wait for a job's attempt or doubt.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func wait(for job: JobNumber, by command: JobNumber) throws(LedgerError) {
    mayAwait = true
    try connection.run(
      "INSERT OR IGNORE INTO awaited (job, command) VALUES (?, ?)",
      [.job(job), .job(command)]
    )
  }

  /// The first job that a command waits for, or nil.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func firstAwaited(by command: JobNumber) throws(LedgerError) -> JobNumber? {
    try connection.first(
      "SELECT job FROM awaited WHERE command = ? ORDER BY job LIMIT 1",
      [.job(command)]
    ) { $0.job(0) }
  }

  /// Does to a job that was settled what commands have waited to do, in the order of the commands.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func heedAwaiting(_ number: JobNumber, at now: WallTime) throws(LedgerError) {
    guard mayAwait else { return }
    var commands: [JobNumber] = []
    try connection.query(
      "SELECT command FROM awaited WHERE job = ? ORDER BY command",
      [.job(number)]
    ) { commands.append($0.job(0)) }
    guard !commands.isEmpty else {
      mayAwait = try connection.number("SELECT EXISTS (SELECT 1 FROM awaited)") == 1
      return
    }
    guard try standing(of: number)?.isOpen == false else { return }
    for command in commands { try endWait(for: number, by: command, at: now) }
  }

  /// Does to a job what a command has waited to do; counts it if it ended otherwise.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func endWait(
    for number: JobNumber,
    by command: JobNumber,
    at now: WallTime
  ) throws(LedgerError) {
    try connection.run(
      "DELETE FROM awaited WHERE job = ? AND command = ?",
      [.job(number), .job(command)]
    )
    guard let job = try standing(of: number), let row = try standing(of: command),
      !row.state.isTerminal
    else { return }
    if job.state.isTerminal {
      try count(1, as: job.state.word, of: command)
    } else if try isHold(command) {
      if job.state != .held { try move(job, to: .held, at: now) }
      try stepped(row, through: nil, affected: 1)
    } else {
      try cancel(job, by: row, at: now)
      try stepped(row, through: nil, affected: 1)
    }
    try recordEffect(of: command, at: now)
  }

  /// Ends the waits of earlier holds for jobs that are released, which are not held yet.
  ///
  /// - Parameter jobs: The jobs that are released.
  /// - Throws: `LedgerError` if a statement fails.
  func dropHolds(of jobs: JobFilter) throws(LedgerError) {
    var jobs = jobs
    jobs.states = nil
    let conditions = jobs.conditionsOfRows
    try connection.queryOnce(
      """
      DELETE FROM awaited WHERE (job, command) IN (
        SELECT awaited.job, awaited.command FROM awaited
          CROSS JOIN command ON command.job = awaited.command AND command.action = ?
          CROSS JOIN job ON job.number = awaited.job
        WHERE \(conditions.map(\.sql).joined(separator: " AND "))
      )
      """,
      [.text(Self.holdWord)] + conditions.flatMap(\.values)
    ) { _ in }
  }

  private static let holdWord = CommandAction(.act(.hold, .all)).word

  private func isHold(_ command: JobNumber) throws(LedgerError) -> Bool {
    let word = try connection.first(
      "SELECT action FROM command WHERE job = ?",
      [.job(command)]
    ) { $0.text(0) }
    return word == Self.holdWord
  }
}

extension WriteSession.JobRow {
  /// Whether an attempt is in progress or in doubt.
  var isOpen: Bool { state == .attempting || state == .inDoubt }
}
