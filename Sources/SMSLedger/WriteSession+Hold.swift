internal import SMSCore

extension WriteSession {
  /// Holds one message until it is released, canceled or expired.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  func hold(
    _ target: JobName,
    by command: Standing,
    at now: WallTime
  ) throws(LedgerError) -> CommandOutcome {
    guard let job = try message(target) else {
      return try fail(command, .unknownMessage(target), at: now)
    }
    switch job.state {
    case .attempting, .inDoubt:
      return .waits(for: job.number)
    case .queued, .deferred:
      try move(job, to: .held, at: now)
      try move(command, to: .done, at: now)
      return .finished(left: [job.number], lanes: [])
    case .held:
      try move(command, to: .done, at: now)
      return .finished(left: [], lanes: [])
    case .sent, .failed, .expired, .canceled, .uncertain, .done, .approved, .denied, .found:
      return try fail(command, .tooLate(target, is: job.state), at: now)
    }
  }

  /// Releases one message: `deferred` again if an error is on record, else `queued`.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  func release(
    _ target: JobName,
    by command: Standing,
    at now: WallTime
  ) throws(LedgerError) -> CommandOutcome {
    guard let job = try message(target) else {
      return try fail(command, .unknownMessage(target), at: now)
    }
    guard !job.state.isTerminal else {
      return try fail(command, .tooLate(target, is: job.state), at: now)
    }
    // A hold that came before may be waiting for the same.
    guard job.state != .attempting, job.state != .inDoubt else { return .waits(for: job.number) }
    var lanes: Set<Lane> = []
    if job.state == .held, let lane = job.lane {
      let hasError = try error(of: job.number) != nil
      try move(job, to: hasError ? .deferred : .queued, at: now)
      lanes = [lane]
    }
    try move(command, to: .done, at: now)
    return .finished(left: [], lanes: lanes)
  }

  /// Switches a hold on all, a spool or an account on; no job is changed.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  func hold(
    _ scope: HoldScope,
    by command: Standing,
    at now: WallTime
  ) throws(LedgerError) -> CommandOutcome {
    if let row = HoldRow(scope) {
      try connection.run(
        "INSERT OR IGNORE INTO hold (scope, name) VALUES (?, ?)",
        [.text(row.scope), .text(row.name)]
      )
    }
    try move(command, to: .done, at: now)
    return .finished(left: [], lanes: [])
  }

  /// Switches a hold on all, a spool or an account off.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  func release(
    _ scope: HoldScope,
    by command: Standing,
    at now: WallTime
  ) throws(LedgerError) -> CommandOutcome {
    if let row = HoldRow(scope) {
      try connection.run(
        "DELETE FROM hold WHERE scope = ? AND name = ?",
        [.text(row.scope), .text(row.name)]
      )
    }
    if scope == .all { try endRestoration() }
    try move(command, to: .done, at: now)
    let lanes = try connection.waitingLanes().filter { scope.includes($0) }
    return .finished(left: [], lanes: lanes)
  }
}

extension HoldScope {
  /// Whether a switch on this scope stops a lane.
  fileprivate func includes(_ lane: Lane) -> Bool {
    switch self {
    case .all: true
    case .spool(let name): lane.spool == name
    case .account(let name): lane.account == name
    case .sender(let sender): lane.spool == sender.spool
    case .job: false
    }
  }
}
