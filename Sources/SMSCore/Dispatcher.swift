/// The dispatcher's mind: decides which job goes when, and what follows from each answer.
///
/// It is pure: events and the time go in, actions come out, and the shell performs them and brings
/// back what became of them as further events. Jobs it does not hold stay in the ledger; it keeps a
/// page of each lane and what is under way.
package struct Dispatcher: Sendable {
  /// The pause after the ledger refused to commit, before more is claimed.
  static let ledgerRest = Interval(seconds: 1)
  static let expiryStep = 500

  var configuration: DispatcherConfiguration
  var lines: [String: AccountLine] = [:]
  var holds: Set<HoldScope> = []
  var jitter: Jitter
  var isDraining = false
  var nextExpiry: WallTime?
  var isExpiring = false
  var restUntil: MonotonicTime?
  /// Commands that wait for an attempt to end.
  var waitingCommands: [JobNumber: [CommandJob]] = [:]

  package init(configuration: DispatcherConfiguration, seed: UInt64, now: Moment) {
    self.configuration = configuration
    jitter = Jitter(seed: seed)
    for (name, policy) in configuration.accounts {
      lines[name] = AccountLine(name: name, policy: policy, now: now.monotonic)
    }
  }

  /// Takes in one event and says what to do next.
  package mutating func handle(_ event: DispatcherEvent, at now: Moment) -> [DispatcherAction] {
    var actions: [DispatcherAction] = []
    switch event {
    case .recovered(let recovery): recovered(recovery, now, &actions)
    case .accepted(let acceptances): accepted(acceptances, now, &actions)
    case .began(let asked, let begun): began(asked, begun, now)
    case .beginFailed(let jobs): beginFailed(jobs, now)
    case .provider(let events): providerSaid(events, now, &actions)
    case .settled(let settlements): settled(settlements, &actions)
    case .loaded(let lane, let page): loaded(lane, page)
    case .loadFailed(let lane): loadFailed(lane, now)
    case .expired(let expiry): expired(expiry)
    case .expiryFailed: expiryFailed(now)
    case .commanded(let job, let outcome): commanded(job, outcome, &actions)
    case .reconfigured(let configuration): reconfigure(configuration, now, &actions)
    case .drain: drain(now, &actions)
    case .timer: break
    }
    advance(now, &actions)
    return actions
  }

  /// Whether nothing is under way any more; after `.drain` the shell may end.
  package var isIdle: Bool {
    lines.values.allSatisfy { $0.underWay == 0 && $0.settling.isEmpty }
  }

  /// Jobs between claim and settlement, for the watchdog and for tests.
  package var underWay: Int { lines.values.reduce(0) { $0 + $1.underWay + $1.settling.count } }

  // MARK: What every event ends with

  /// Moves everything on that may move now.
  private mutating func advance(_ now: Moment, _ actions: inout [DispatcherAction]) {
    sweepExpired(now, &actions)
    for name in lines.keys {
      probeIfDue(name, now, &actions)
      guard !isDraining, !isResting(now), lines[name]?.isConfigured == true else { continue }
      if let dispatches = lines[name]?.release(at: now.monotonic), !dispatches.isEmpty {
        actions.append(.send(account: name, dispatches))
      }
      claim(name, now, &actions)
      lines[name]?.refill(at: now.wall, &actions)
    }
  }

  /// Claims jobs for the slots that are about to come.
  private mutating func claim(
    _ name: String,
    _ now: Moment,
    _ actions: inout [DispatcherAction]
  ) {
    guard !holds.contains(.all), !holds.contains(.account(name)) else { return }
    let (holds, spools) = (holds, configuration.spools)
    let claims = lines[name]?.claim(at: now) { spool in
      holds.contains(.spool(spool)) ? nil : spools[spool]?.share
    }
    guard let claims else { return }
    if let outOfTime = claims.outOfTime { expires(at: outOfTime) }
    if !claims.jobs.isEmpty { actions.append(.begin(claims.jobs)) }
  }

  private mutating func sweepExpired(_ now: Moment, _ actions: inout [DispatcherAction]) {
    guard !isExpiring, !isResting(now), let next = nextExpiry, next <= now.wall else { return }
    isExpiring = true
    actions.append(.expire(limit: Self.expiryStep))
  }

  func isResting(_ now: Moment) -> Bool {
    restUntil.map { now.monotonic < $0 } ?? false
  }
}
