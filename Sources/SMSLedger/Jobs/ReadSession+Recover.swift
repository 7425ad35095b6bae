internal import SMSCore

extension ReadSession {
  /// Everything that the daemon needs at start.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func recover() throws(LedgerError) -> Recovery {
    try connection.transaction(.read) { () throws(LedgerError) in
      Recovery(
        lanes: try connection.waitingLanes(),
        interrupted: try interrupted(),
        doubtful: try doubtful(),
        nameless: try nameless(),
        commands: try commands(),
        holds: try holds(),
        heldBatches: Set(try connection.openBatches().filter(\.isHeld).map(\.number))
      )
    }
  }

  private func interrupted() throws(LedgerError) -> [InterruptedAttempt] {
    var attempts: [InterruptedAttempt] = []
    try connection.query(
      """
      SELECT \(Row.entryColumns), job.begun,
        \(Row.monotonic("begun_monotonic"))
      FROM job INDEXED BY job_attempting CROSS JOIN text ON \(Row.isText)
        \(Row.entryJoins)
      WHERE job.state = 3 ORDER BY job.number
      """
    ) { row throws(LedgerError) in
      attempts.append(
        InterruptedAttempt(entry: try row.agendaEntry(), begunAt: row.pastMoment(Row.entryWidth))
      )
    }
    return attempts
  }

  private func doubtful() throws(LedgerError) -> [DoubtfulJob] {
    var jobs: [DoubtfulJob] = []
    try connection.query(
      """
      SELECT \(Row.entryColumns), job.looks, job.next_attempt, \(Row.errorColumns)
      FROM job INDEXED BY job_in_doubt CROSS JOIN text ON \(Row.isText)
        CROSS JOIN error ON error.job = job.number \(Row.entryJoins)
      WHERE job.state = 4 ORDER BY job.number
      """
    ) { row throws(LedgerError) in
      let next = Row.entryWidth
      let entry = try row.agendaEntry()
      jobs.append(
        DoubtfulJob(
          entry: entry,
          error: try row.jobError(from: next + 2),
          doubt: Doubt(
            since: try row.known(entry.doubtSince, "beginning of a doubt"),
            looks: row.count(next),
            nextLookAt: row.time(next + 1)
          )
        )
      )
    }
    return jobs
  }

  private func nameless() throws(LedgerError) -> [NamelessJob] {
    var jobs: [NamelessJob] = []
    try connection.query(
      """
      SELECT number, account, recipient, sender, text_digest, media IS NOT NULL, doubt_since,
        \(Row.monotonic("doubt_monotonic")), updated
      FROM job INDEXED BY job_nameless WHERE text_digest IS NOT NULL ORDER BY number
      """
    ) { row throws(LedgerError) in
      jobs.append(
        NamelessJob(
          number: row.job(0),
          account: row.text(1),
          key: try row.messageKey(from: 2),
          since: row.pastMoment(6),
          sentAt: row.time(8)
        )
      )
    }
    return jobs
  }

  private func commands() throws(LedgerError) -> [CommandJob] {
    var commands: [CommandJob] = []
    try connection.query(
      """
      SELECT number, job.spool, id, command.action, command.spool, command.target
      FROM job INDEXED BY job_command CROSS JOIN command ON command.job = job.number
      WHERE account IS NULL AND state <= 1 ORDER BY number
      """
    ) { row throws(LedgerError) in
      let action = CommandAction(
        word: row.text(3),
        spool: row.optionalText(4),
        target: row.optionalText(5)
      )
      commands.append(
        CommandJob(
          number: row.job(0),
          name: JobName(spool: row.text(1), id: row.text(2)),
          command: try row.known(action.command, "command")
        )
      )
    }
    return commands
  }

  /// The holds in force.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func holds() throws(LedgerError) -> Set<HoldScope> {
    var holds: Set<HoldScope> = []
    try connection.query("SELECT scope, name FROM hold") { row throws(LedgerError) in
      holds.insert(try row.hold())
    }
    return holds
  }

  /// The holds in force, with their beginnings.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func holdOrigins() throws(LedgerError) -> [HoldScope: HoldOrigin] {
    var origins: [HoldScope: HoldOrigin] = [:]
    try connection.query(
      """
      SELECT hold.scope, hold.name, hold.since, job.producer
      FROM hold LEFT JOIN job ON job.number = hold.command
      """
    ) { row throws(LedgerError) in
      origins[try row.hold()] = HoldOrigin(
        since: row.optionalTime(2),
        producer: row.isNull(3) ? nil : UInt32(clamping: row.integer(3))
      )
    }
    return origins
  }
}

extension Row {
  /// The hold in the first two columns, `scope` and `name`.
  ///
  /// - Throws: `LedgerError` with the code `corrupt` if the stored form is invalid.
  fileprivate func hold() throws(LedgerError) -> HoldScope {
    try known(HoldRow(scope: text(0), name: text(1)).hold, "hold")
  }
}
