internal import SMSCore

extension ReadSession {
  /// How many of the newest commands are searched for the one that set a hold.
  private static let searchedCommands: Int64 = 100_000
  /// How many of a recipient's newest messages are searched for one that is not settled.
  private static let searchedMessages: Int64 = 1_000

  /// What stands in a job's way, besides the job itself; nil if there is no such job.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func circumstances(
    of name: JobName,
    digest: ((MessageText) -> TextDigest)?
  ) throws(LedgerError) -> WaitCircumstances? {
    guard let job = try waitingJob(name) else { return nil }
    var found = WaitCircumstances()
    if job.state == .held {
      let origins = [try origin(ofHolding: name), try origin(ofHolding: job)]
      found.heldBy = origins.compactMap(\.self).max { $0.isOlder(than: $1) }
    }
    found.lane = job.lane
    guard let lane = job.lane, job.state == .queued || job.state == .deferred else { return found }
    found.ahead = try ahead(of: job, in: lane)
    found.rival = try rival(of: job, digest: digest)
    found.recipientTimes = try recipientTimes(of: job, in: lane.spool)
    return found
  }

  /// A job with what decides about its turn.
  private struct WaitingJob {
    let number: JobNumber
    let state: JobState
    /// nil for commands.
    let lane: Lane?
    let from: PhoneNumber?
    let to: PhoneNumber?
    let due: Int64
    /// nil if it has ended.
    let content: MessageContent?
    let updated: WallTime
  }

  private func waitingJob(_ name: JobName) throws(LedgerError) -> WaitingJob? {
    try connection.first(
      """
      SELECT number, state, account, spool, priority, batch, zones, sender, recipient, due,
        text.body, updated
      FROM job LEFT JOIN text ON \(Row.isText) WHERE spool = ? AND id = ?
      """,
      [.text(name.spool), .text(name.id)]
    ) { row throws(LedgerError) in
      WaitingJob(
        number: row.job(0),
        state: try row.state(1),
        lane: row.isNull(2) ? nil : try row.lane(from: 2),
        from: row.isNull(7) ? nil : try row.phone(7),
        to: row.isNull(8) ? nil : try row.phone(8),
        due: row.integer(9),
        content: row.optionalBlob(10).map { MessageContent(bytes: $0) },
        updated: row.time(11)
      )
    }
  }

  /// The messages of its lane that come before it, whatever their zones, texts or MMS; reads the index alone.
  private func ahead(of job: WaitingJob, in lane: Lane) throws(LedgerError) -> Int {
    var ahead = 0
    for other in try connection.waitingLanes()
    where other.withoutBatch == lane.withoutBatch && other.batch == lane.batch {
      // All messages of a batch are due at one time. The rank in one comparison, `(due, number) < …`,
      // would read them all: only its first column bounds what is read of the index.
      ahead += Int(
        try connection.number(
          """
          SELECT count(*) FROM (
            SELECT 1 FROM job INDEXED BY job_lane
            WHERE account IS NOT NULL AND state <= 1
              AND account = ?1 AND spool = ?2 AND priority = ?3 AND batch = ?4 AND zones = ?5
              AND due < ?6
            UNION ALL
            SELECT 1 FROM job INDEXED BY job_lane
            WHERE account IS NOT NULL AND state <= 1
              AND account = ?1 AND spool = ?2 AND priority = ?3 AND batch = ?4 AND zones = ?5
              AND due = ?6 AND number < ?7
            LIMIT ?8
          )
          """,
          other.values + [
            .integer(job.due), .job(job.number),
            .integer(Int64(WaitCircumstances.mostAhead - ahead)),
          ]
        )
      )
    }
    return ahead
  }

  /// When messages of its spool to its recipient began, as far as that is counted; the newest.
  private func recipientTimes(
    of job: WaitingJob,
    in spool: String
  ) throws(LedgerError) -> [WallTime] {
    guard let to = job.to else { return [] }
    var times: [WallTime] = []
    try connection.query(
      "SELECT at FROM contact WHERE phone = ? AND spool = ? ORDER BY at DESC LIMIT ?",
      [.phone(to), .text(spool), .integer(Self.searchedMessages)]
    ) { times.append($0.time(0)) }
    return times
  }

  /// The newest request to hold a job, if it was carried out.
  private func origin(ofHolding name: JobName) throws(LedgerError) -> HoldOrigin? {
    let action = CommandAction(.hold(.job(name)))
    return try connection.first(
      """
      SELECT job.updated, job.producer FROM (
        SELECT * FROM command ORDER BY job DESC LIMIT ?
      ) AS near CROSS JOIN job ON job.number = near.job
      WHERE near.action = ? AND near.spool = ? AND near.target = ? AND job.state = 10
      ORDER BY near.job DESC LIMIT 1
      """,
      [
        .integer(Self.searchedCommands), .text(action.word), .text(name.spool), .text(name.id),
      ]
    ) { row in
      HoldOrigin(since: row.time(0), producer: UInt32(clamping: row.integer(1)))
    }
  }

  /// The newest command to hold all that matches that may have held a job: it was under way when
  /// the job was held, and its filter selects the job.
  private func origin(ofHolding job: WaitingJob) throws(LedgerError) -> HoldOrigin? {
    var commands: [(filter: JobFilter, producer: UInt32)] = []
    try connection.query(
      """
      SELECT near.target, job.producer FROM (
        SELECT * FROM command ORDER BY job DESC LIMIT ?1
      ) AS near CROSS JOIN job ON job.number = near.job
      WHERE near.action = ?2 AND near.job > ?3 AND job.accepted <= ?4
        AND (job.state <= 4 OR job.updated >= ?4)
      ORDER BY near.job DESC
      """,
      [
        .integer(Self.searchedCommands), .text(CommandAction(.act(.hold, .all)).word),
        .job(job.number), .time(job.updated),
      ]
    ) { row in
      guard var filter = JobFilter(text: row.optionalText(0) ?? "") else { return }
      filter.states = nil
      commands.append((filter, UInt32(clamping: row.integer(1))))
    }
    for command in commands {
      let conditions = command.filter.conditionsOfRows
      let all = ["job.number = ?"] + conditions.map(\.sql)
      var isSelected = false
      try connection.queryOnce(
        "SELECT 1 FROM job WHERE \(all.joined(separator: " AND "))",
        [.job(job.number)] + conditions.flatMap(\.values)
      ) { _ in isSelected = true }
      let through = command.filter.through ?? job.number
      guard isSelected, job.number <= through else { continue }
      return HoldOrigin(since: job.updated, producer: command.producer)
    }
    return nil
  }

  /// Another message with the same numbers and text, SMS or MMS as it is, whose attempt is not settled; in a spool that does
  /// not repeat texts, from whichever number.
  private func rival(
    of job: WaitingJob,
    digest: ((MessageText) -> TextDigest)?
  ) throws(LedgerError) -> JobName? {
    guard let to = job.to, let from = job.from, let content = job.content
    else { return nil }
    let own = ComparableText(content.text).message
    let ownDigest = digest?(own)
    var rival: JobName?
    try connection.query(
      """
      SELECT job.spool, job.id, job.text_digest, text.body, job.media IS NOT NULL FROM (
        SELECT job AS number FROM \(Connection.addressees)
        WHERE phone = ? ORDER BY job DESC LIMIT ?
      ) AS near CROSS JOIN job ON job.number = near.number LEFT JOIN text ON \(Row.isText)
      WHERE job.number <> ? AND (
        job.sender = ? AND (job.state IN (3, 4) OR job.text_digest NOTNULL)
        OR job.spool = ? AND job.state IN (3, 4)
          AND EXISTS (SELECT 1 FROM repetition WHERE repetition.job = job.number)
      )
      """,
      [
        .phone(to), .integer(Self.searchedMessages), .job(job.number), .phone(from),
        .optional(job.lane?.spool),
      ]
    ) { row in
      guard row.flag(4) == (content.media != nil) else { return }
      let isSame =
        row.optionalBlob(2).map { ownDigest != nil && TextDigest(bytes: $0) == ownDigest }
        ?? row.optionalBlob(3).map {
          ComparableText(MessageContent(bytes: $0).text).message == own
        }
      if isSame == true { rival = JobName(spool: row.text(0), id: row.text(1)) }
    }
    return rival
  }
}

extension HoldOrigin {
  fileprivate func isOlder(than other: HoldOrigin) -> Bool {
    (since?.milliseconds ?? 0) < (other.since?.milliseconds ?? 0)
  }
}
