internal import SMSCore

extension WriteSession {
  /// Holds one message until it is released, canceled or expired.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func hold(
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
    case .queued, .deferred:
      try move(job, to: .held, at: now)
      try move(command, to: .done, at: now)
      return .finished(left: [job.number], lanes: [])
    case .held:
      try move(command, to: .done, at: now)
      return .finished(left: [], lanes: [])
    case .sent, .failed, .expired, .canceled, .uncertain, .done, .approved, .denied, .found,
      .suppressed:
      return try fail(command, .tooLate(target, is: job.state), at: now)
    }
  }

  /// Releases one message: to `deferred` if it has an error, otherwise to `queued`.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func release(
    _ target: JobName,
    by command: JobRow,
    at now: WallTime
  ) throws(LedgerError) -> CommandOutcome {
    guard let job = try message(target) else {
      return try fail(command, .unknownMessage(target), at: now)
    }
    guard !job.state.isTerminal else {
      return try fail(command, .tooLate(target, is: job.state), at: now)
    }
    // An earlier hold may be waiting for the same job.
    guard job.state != .attempting, job.state != .inDoubt else { return .waits(for: job.number) }
    if job.state == .held { try release(job, at: now) }
    try move(command, to: .done, at: now)
    return .finished(left: [], lanes: Set(job.state == .held ? [job.lane].compactMap(\.self) : []))
  }

  /// Releases a held message.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func release(_ job: JobRow, at now: WallTime) throws(LedgerError) {
    let hasError = try error(of: job.number) != nil
    try move(job, to: hasError ? .deferred : .queued, at: now)
  }

  /// Turns on a hold on everything, a spool, an account or a sender; no job is changed.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func hold(
    _ scope: HoldScope,
    by command: JobRow,
    at now: WallTime
  ) throws(LedgerError) -> CommandOutcome {
    try turnOn(scope, by: command.number, at: now)
    try move(command, to: .done, at: now)
    return .finished(left: [], lanes: [])
  }

  /// Stores a hold that is a switch, unless it is on already.
  ///
  /// - Parameters:
  ///   - scope: What it holds; a hold on one job is that job's state, and is not stored.
  ///   - command: The command that asked for it; nil for the daemon's own.
  ///   - now: The current time.
  /// - Throws: `LedgerError` if a statement fails.
  func turnOn(
    _ scope: HoldScope,
    by command: JobNumber?,
    at now: WallTime
  ) throws(LedgerError) {
    guard let row = HoldRow(scope) else { return }
    try connection.run(
      "INSERT OR IGNORE INTO hold (scope, name, since, command) VALUES (?, ?, ?, ?)",
      [.text(row.scope), .text(row.name), .time(now), command.map { .job($0) } ?? .null]
    )
  }

  /// Turns off a hold on everything, a spool, an account or a sender.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func release(
    _ scope: HoldScope,
    by command: JobRow,
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
  /// Whether a hold on this scope stops a lane.
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

/// A hold on many jobs, as the ledger stores it.
struct HoldRow {
  let scope: String
  let name: String
}

extension HoldRow {
  /// The stored form of a hold; nil for a hold on one job, which is that job's state.
  init?(_ hold: HoldScope) {
    switch hold {
    case .all: self.init(scope: "all", name: "")
    case .spool(let name): self.init(scope: "spool", name: name)
    case .account(let name): self.init(scope: "account", name: name)
    case .sender(let sender):
      self.init(scope: "sender", name: "\(sender.number.digits) \(sender.spool)")
    case .job: return nil
    }
  }

  /// The hold; nil for a form that no version writes.
  var hold: HoldScope? {
    switch scope {
    case "all": .all
    case "spool": .spool(name)
    case "account": .account(name)
    case "sender": Sender(words: name).map(HoldScope.sender)
    default: nil
    }
  }
}

extension Sender {
  /// Reads a number and a spool, separated by a blank as the ledger stores them.
  init?(words: String) {
    let parts = words.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, let number = PhoneNumber(digits: String(parts[0])) else { return nil }
    self.init(spool: String(parts[1]), number: number)
  }
}
