internal import SMSCore

extension SQLiteLedger: Ledger {
  func accept(_ submissions: [Submission]) async throws(LedgerError) -> [Acceptance] {
    let areBackups = submissions.allSatisfy { $0.content == .command(.backup) }
    try trust.check(isBackup: areBackups && !submissions.isEmpty)
    let areUrgent = submissions.contains(where: \.isUrgent)
    return try await writer.change(isUrgent: areUrgent, rows: submissions.count) {
      session throws(LedgerError) in
      var acceptances: [Acceptance] = []
      acceptances.reserveCapacity(submissions.count)
      for submission in submissions { acceptances.append(try session.accept(submission)) }
      return acceptances
    }
  }

  func begin(
    _ claims: [Claim],
    areUrgent: Bool,
    at now: Moment
  ) async throws(LedgerError) -> BegunAttempts {
    try trust.check()
    return try await writer.change(isUrgent: areUrgent, rows: claims.count) {
      session throws(LedgerError) in
      var answer = BegunAttempts()
      for claim in claims {
        switch try session.begin(claim, at: now) {
        case .begun: answer.begun.insert(claim.job)
        case .waits(let other): answer.waiting[claim.job] = other
        case .changed(let lane): answer.changed[claim.job] = lane
        case .refused(let refusal): answer.refused[claim.job] = refusal
        case .later(let time): answer.later[claim.job] = time
        case .ended(let job): answer.ended.append(job)
        case .none: break
        }
      }
      return answer
    }
  }

  func use(_ rules: SendingRules) async throws(LedgerError) {
    try await writer.change { session throws(LedgerError) in
      session.sending = rules
      session.caps?.capsChanged()
    }
    try await reader.ask { session in session.sending = rules }
  }

  func settle(_ settlements: [Settlement]) async throws(LedgerError) {
    try await writer.change(rows: settlements.count) { session throws(LedgerError) in
      for settlement in settlements { try session.settle(settlement) }
    }
  }

  func name(
    _ job: JobNumber,
    as providerMessageID: String?,
    at now: WallTime
  ) async throws(LedgerError) {
    try await writer.change { session throws(LedgerError) in
      try session.name(job, as: providerMessageID, at: now)
    }
  }

  func postpone(
    _ jobs: [JobNumber],
    error: JobError,
    nextAttemptAt: WallTime,
    dueAt: WallTime?,
    at now: WallTime
  ) async throws(LedgerError) {
    try await writer.change { session throws(LedgerError) in
      for job in jobs {
        try session.postpone(job, error: error, nextAttemptAt: nextAttemptAt, dueAt: dueAt, at: now)
      }
    }
  }

  func hold(
    _ sender: Sender,
    until time: WallTime,
    at now: WallTime,
    from cursor: LaneCursor?
  ) async throws(LedgerError) -> LaneCursor? {
    try await writer.change { session throws(LedgerError) in
      try session.hold(sender, until: time, at: now, from: cursor)
    }
  }

  func free(
    _ sender: Sender,
    at now: WallTime,
    from cursor: LaneCursor?
  ) async throws(LedgerError) -> LaneCursor? {
    try await writer.change { session throws(LedgerError) in
      try session.free(sender, at: now, from: cursor)
    }
  }

  func bringForward(
    to latest: WallTime,
    at now: WallTime,
    from cursor: LaneCursor?
  ) async throws(LedgerError) -> BroughtForward {
    try await writer.change { session throws(LedgerError) in
      try session.bringForward(to: latest, at: now, from: cursor)
    }
  }

  func assignZones(
    in spool: String,
    from cursor: LaneCursor?
  ) async throws(LedgerError) -> BroughtForward {
    try await writer.change { session throws(LedgerError) in
      try session.assignZones(in: spool, from: cursor)
    }
  }

  func use(_ windows: SendWindows) async throws(LedgerError) {
    try await writer.change { session throws(LedgerError) in session.windows = windows }
    try await reader.ask { session in session.windows = windows }
  }

  func waiting(
    of sender: Sender,
    after job: JobNumber,
    closed: Set<LaneZones>,
    at now: WallTime
  ) async throws(LedgerError) -> AgendaEntry? {
    try await reader.ask { session throws(LedgerError) in
      try session.waiting(of: sender, after: job, closed: closed, at: now)
    }
  }

  func fail(
    _ jobs: [JobNumber],
    error: JobError,
    at now: WallTime
  ) async throws(LedgerError) {
    try await writer.change { session throws(LedgerError) in
      for job in jobs { try session.fail(job, error: error, at: now) }
    }
  }

  func execute(
    _ command: CommandJob,
    at now: WallTime
  ) async throws(LedgerError) -> CommandOutcome {
    try await writer.change { session throws(LedgerError) in
      try session.execute(command, at: now)
    }
  }

  func expire(at now: WallTime, limit: Int) async throws(LedgerError) -> Expiry {
    try await writer.change { session throws(LedgerError) in
      try session.expire(at: now, limit: limit)
    }
  }

  func markPublished(through change: Int64) async throws(LedgerError) {
    try await writer.change { session throws(LedgerError) in
      try session.markPublished(through: change)
    }
  }

  func note(_ key: String, _ value: String) async throws(LedgerError) {
    try await writer.change { session throws(LedgerError) in try session.note(key, value) }
  }

  func prune(
    settledBefore cutoff: WallTime,
    limit: Int
  ) async throws(LedgerError) -> Int {
    try await writer.change { session throws(LedgerError) in
      try session.prune(settledBefore: cutoff, limit: limit)
    }
  }
}

extension Submission {
  /// Whether it is about to be sent before others.
  fileprivate var isUrgent: Bool {
    switch content {
    case .message(let message): message.priority == .urgent
    case .code, .check: true
    case .command, .unenroll, .batch: false
    }
  }
}
