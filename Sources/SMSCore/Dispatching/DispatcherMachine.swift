/// The dispatcher's mind: decides which job goes when, and what follows from each answer.
///
/// It is pure: events and the time go in, actions come out, and the shell performs them and brings
/// back what became of them as further events. Jobs it does not hold stay in the ledger; it keeps a
/// page of each lane and what is under way. A job moves: lane → claimed (its begin is being
/// committed) → ready (waits for its slot) → launching → left → settling (its outcome is being
/// committed), and from each of them straight to settling. An attempt that may have been accepted
/// then waits in its account's reconciler, and comes back to settling from there.
package struct DispatcherMachine: Sendable {
  /// The pause after the ledger refused something, before it is asked for more.
  static let ledgerRest = Interval(seconds: 1)
  /// How many jobs one sweep ends at most.
  static let expiryStep = 500

  var configuration: DispatcherConfiguration
  /// By the flights' `line`; only ever appended to.
  var lines: [AccountQueue] = []
  var flights = Flights()
  private var lineNumbers: [String: Int] = [:]
  var holds: Set<HoldScope> = []
  var jitter: Jitter
  /// The keyed digest of a text; it is ours to call, and the shell's to make.
  let digest: @Sendable (MessageText) -> TextDigest
  var expiry = ExpiryWatch()
  private var isDraining = false
  private var isHalted = false
  /// Whether nothing new may begin.
  var isStopped: Bool { isDraining || isHalted }
  private(set) var restUntil: MonotonicTime?
  /// Commands that wait for an attempt to end.
  var waitingCommands: [JobNumber: [CommandJob]] = [:]
  /// Sent messages whose id is being committed, with their account lines and keys.
  var naming: [JobNumber: (line: Int, key: MessageKey)] = [:]
  /// Senders whose last message was refused.
  var senderHistories: [Sender: SenderHistory] = [:]
  var senderPauses: [Sender: SenderPause] = [:]
  private var clock: ClockStep

  package init(
    configuration: DispatcherConfiguration,
    seed: UInt64,
    now: Moment,
    digest: @escaping @Sendable (MessageText) -> TextDigest
  ) {
    self.configuration = configuration
    jitter = Jitter(seed: seed)
    self.digest = digest
    clock = ClockStep(at: now)
    addConfiguredLines(now)
    applySwitches()
  }

  /// Takes in one event and says what to do next.
  package mutating func handle(_ event: DispatcherEvent, at now: Moment) -> [DispatcherAction] {
    var actions: [DispatcherAction] = []
    if clock.wasSetBack(at: now) { bringForward(now, &actions) }
    switch event {
    case .recovered(let recovery): recovered(recovery, now, &actions)
    case .accepted(let acceptances): accepted(acceptances, now, &actions)
    case .began(let asked, let begun): began(asked, begun, now)
    case .beginFailed(let jobs): beginFailed(jobs, now, &actions)
    case .provider(let events): providerSaid(events, now, &actions)
    case .settled(let settlements): settled(settlements, now, &actions)
    case .identified(let account, let known): identified(account, known, now, &actions)
    case .named(let job): named(job)
    case .loaded(let lane, let page): loaded(lane, page, now, &actions)
    case .loadFailed(let lane): loadFailed(lane, now)
    case .expired(let expiry): expired(expiry)
    case .expiryFailed: expiryFailed(now)
    case .commanded(let job, let outcome): commanded(job, outcome, now, &actions)
    case .reconfigured(let configuration): reconfigure(configuration, now, &actions)
    case .senderHeld(let sender, let next): senderHeld(sender, next, &actions)
    case .senderFreed(let sender, let next): senderFreed(sender, next, &actions)
    case .senderAsked(let sender, let entry): senderAsked(sender, entry, now, &actions)
    case .broughtForward(let latest, let part): broughtForward(latest, part, now, &actions)
    case .halt(let isHalted): self.isHalted = isHalted
    case .drain: isDraining = true
    case .timer: break
    }
    advance(now, &actions)
    return actions
  }

  /// Whether nothing is under way any more; after `.drain` the shell may end.
  package var isIdle: Bool { flights.isEmpty }

  /// Jobs between claim and settlement, for the watchdog and for tests.
  package var underWay: Int { flights.count }

  /// Moves everything on that may move now.
  private mutating func advance(_ now: Moment, _ actions: inout [DispatcherAction]) {
    if let until = restUntil, until <= now.monotonic { restUntil = nil }
    var withdrawn: [Settlement] = []
    for line in lines.indices {
      withdrawStranded(line, now, &withdrawn)
      if !isStopped, restUntil == nil { reconcile(line, now, &actions) }
      guard !isStopped, lines[line].isConfigured else { continue }
      probeIfDue(line, now, &actions)
      release(line, now, &withdrawn, &actions)
      guard restUntil == nil else { continue }
      claim(line, now, &actions)
      refill(line, now, &actions)
    }
    if !withdrawn.isEmpty { actions.append(.settle(withdrawn)) }
    tendSenders(now, &actions)
    // Last: a claim may have met a job that has run out of time.
    if !isStopped, restUntil == nil, expiry.wantsSweep(at: now.wall) {
      actions.append(.expire(limit: Self.expiryStep))
    }
  }

  // MARK: Lines

  func number(of account: String) -> Int? { lineNumbers[account] }

  /// The line of an account; one that is not configured holds its jobs until it is.
  mutating func line(of account: String, _ now: Moment) -> Int {
    if let line = lineNumbers[account] { return line }
    let line = addLine(
      AccountQueue(name: account, policy: .unconfigured(account), now: now.monotonic)
    )
    lines[line].isConfigured = false
    return line
  }

  private mutating func addLine(_ line: AccountQueue) -> Int {
    lineNumbers[line.name] = lines.count
    lines.append(line)
    flights.addLine()
    return lines.count - 1
  }

  mutating func addConfiguredLines(_ now: Moment) {
    for (name, policy) in configuration.accounts.sorted(by: { $0.key < $1.key })
    where lineNumbers[name] == nil {
      _ = addLine(AccountQueue(name: name, policy: policy, now: now.monotonic))
    }
  }

  /// Brings the holds and the spools' shares to each line.
  mutating func applySwitches() {
    var shares: [String: Double] = [:]
    for (spool, policy) in configuration.spools where !holds.contains(.spool(spool)) {
      shares[spool] = policy.share
    }
    for line in lines.indices {
      lines[line].isHeld = holds.contains(.all) || holds.contains(.account(lines[line].name))
      lines[line].lanes.allow(shares)
    }
  }

  mutating func rest(from now: Moment) {
    restUntil = now.monotonic.advanced(by: Self.ledgerRest)
  }
}
