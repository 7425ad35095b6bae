/// The dispatcher's state machine: decides which job is sent when, and what each answer leads to.
///
/// It is pure: events and the time go in, actions come out; the shell performs them and reports
/// their results as further events. Jobs that it does not hold stay in the ledger; it keeps a page
/// of each lane and what is under way. A job moves: lane → claimed (its begin is being committed) →
/// ready (waits for its slot) → launching → left → settling (its outcome is being committed), and
/// from any of them straight to settling. An attempt that may have been accepted then waits in its
/// account's reconciler, and returns to settling from there.
package struct DispatcherMachine: Sendable {
  /// The pause after the ledger refused something, before it is asked again.
  static let ledgerRest = Interval(seconds: 1)
  /// How many jobs one sweep ends at most.
  static let expiryStep = 500

  var configuration: DispatcherConfiguration
  /// Indexed by the flights' `line`; only ever appended to.
  var lines: [AccountQueue] = []
  var flights = Flights()
  private var lineNumbers: [String: Int] = [:]
  var holds: Set<HoldScope> = []
  /// The batches that are held.
  var heldBatches: Set<JobNumber> = []
  var jitter: Jitter
  /// The keyed digest of a text; the shell holds the key.
  let digest: @Sendable (MessageText) -> TextDigest
  var expiry = ExpiryWatch()
  private var isDraining = false
  private var isHalted = false
  /// Whether nothing new may begin.
  var isStopped: Bool { isDraining || isHalted }
  /// Until when the ledger is left alone after it refused something.
  private(set) var restUntil: MonotonicTime?
  /// Commands that wait for an attempt to end.
  var waitingCommands: [JobNumber: [CommandJob]] = [:]
  /// The messages that are not claimed, since these commands about them have not ended.
  var commandedJobs: [JobName: Set<JobNumber>] = [:]
  /// The lanes of jobs that were updated before the end of their attempts was known here.
  var updatedJobs: [JobNumber: Set<Lane>] = [:]
  /// Jobs that others wait for, which would repeat their text.
  var repeatedJobs: Set<JobNumber> = []
  /// Sent messages whose id is being committed, with their account lines and keys.
  var naming: [JobNumber: (line: Int, key: MessageKey)] = [:]
  /// Refusals of each sender since its last accepted message.
  var senderHistories: [Sender: SenderHistory] = [:]
  var senderPauses: [Sender: SenderPause] = [:]
  /// The caps in which the next message does not fit.
  var closedCaps: [Cap.ID: ClosedCap] = [:]
  /// The caps that opened a short time ago, and when.
  var openedCaps: [Cap.ID: MonotonicTime] = [:]
  /// When the caps or the clock were last changed.
  var capsChangedAt: MonotonicTime?
  /// How often a message was put off because its recipient had enough from its spool, by spool.
  var recipientWaits: [String: Int] = [:]
  /// The spools whose messages are being given their recipients' zones.
  var spoolsWithoutZones: Set<String> = []
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
    addConfiguredLines(at: now)
    applySwitches()
  }

  /// Handles one event and returns what to do next.
  package mutating func handle(_ event: DispatcherEvent, at now: Moment) -> [DispatcherAction] {
    var turn = Turn(now: now)
    if clock.wasSetBack(at: now) {
      bringForward(&turn)
      openAllCaps(&turn)
    }
    switch event {
    case .recovered(let recovery): recovered(recovery, &turn)
    case .accepted(let acceptances): accepted(acceptances, &turn)
    case .began(let asked, let answer): began(asked, answer, &turn)
    case .beginFailed(let jobs): beginFailed(jobs, &turn)
    case .provider(let events): providerSaid(events, &turn)
    case .settled(let settlements): settled(settlements, &turn)
    case .identified(let account, let known): identified(account, known, &turn)
    case .named(let job): named(job)
    case .loaded(let lane, let page): loaded(lane, page, &turn)
    case .loadFailed(let lane): loadFailed(lane, at: now)
    case .expired(let expiry): expired(expiry)
    case .expiryFailed: expiryFailed(at: now)
    case .activated(let lanes): released(lanes, at: now)
    case .commanded(let job, let outcome): commanded(job, outcome, &turn)
    case .reconfigured(let configuration): reconfigure(configuration, &turn)
    case .windowsChanged(let windows): use(windows)
    case .senderHeld(let sender, let next): senderHeld(sender, next, &turn)
    case .senderFreed(let sender, let next): senderFreed(sender, next, &turn)
    case .senderAsked(let sender, let entry): senderAsked(sender, entry, &turn)
    case .zonesAssigned(let spool, let part): zonesAssigned(spool, part, &turn)
    case .broughtForward(let latest, let part): broughtForward(latest, part, &turn)
    case .halt(let isHalted): self.isHalted = isHalted
    case .drain: isDraining = true
    case .timer: break
    }
    advance(&turn)
    return turn.actions
  }

  /// Whether nothing is under way; after `.drain` the shell may exit.
  package var isIdle: Bool { flights.isEmpty }

  /// Jobs between claim and settlement, for the watchdog and for tests.
  package var underWay: Int { flights.count }

  /// Advances everything that can move now.
  private mutating func advance(_ turn: inout Turn) {
    if let until = restUntil, until <= turn.now.monotonic { restUntil = nil }
    openCaps(&turn)
    for line in lines.indices {
      lines[line].lanes.look(at: turn.now.wall)
      withdrawStranded(line, &turn)
      if !isStopped, restUntil == nil { reconcile(line, &turn) }
      guard !isStopped, lines[line].isConfigured else { continue }
      lines[line].probeIfDue(&turn)
      release(line, &turn)
      guard restUntil == nil else { continue }
      claim(line, &turn)
      refill(line, &turn)
    }
    turn.settle()
    tendSenders(&turn)
    assignZones(&turn)
    // Last, as a claim may have met an expired job.
    if !isStopped, restUntil == nil, expiry.wantsSweep(at: turn.now.wall) {
      turn.actions.append(.expire(limit: Self.expiryStep))
    }
  }

  // MARK: Lines

  func number(of account: String) -> Int? { lineNumbers[account] }

  /// The line of an account; one that is not configured holds its jobs until it is.
  mutating func line(of account: String, at now: Moment) -> Int {
    if let line = lineNumbers[account] { return line }
    let errors = configuration.errors
    let policy = AccountPolicy.unconfigured(errors.facts(ofUnconfigured: account))
    let line = addLine(
      AccountQueue(name: account, policy: policy, errors: errors, now: now.monotonic)
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

  mutating func addConfiguredLines(at now: Moment) {
    for (name, policy) in configuration.accounts.sorted(by: { $0.key < $1.key })
    where lineNumbers[name] == nil {
      let errors = configuration.errors
      _ = addLine(AccountQueue(name: name, policy: policy, errors: errors, now: now.monotonic))
    }
  }

  /// Applies the holds and the spools' shares to each line.
  mutating func applySwitches() {
    var shares: [String: Double] = [:]
    for (spool, policy) in configuration.spools where !holds.contains(.spool(spool)) {
      shares[spool] = policy.share
    }
    for line in lines.indices {
      lines[line].isHeld = holds.contains(.all) || holds.contains(.account(lines[line].name))
      lines[line].lanes.use(configuration.windows)
      lines[line].lanes.allow(shares, except: heldBatches)
    }
  }

  mutating func rest(from now: Moment) {
    restUntil = now.monotonic.advanced(by: Self.ledgerRest)
  }
}
