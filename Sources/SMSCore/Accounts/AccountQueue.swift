/// Everything the dispatcher keeps of one account but its flights.
struct AccountQueue: Sendable {
  /// Outcomes that may wait for their commit before no more is claimed.
  static let settlingLimit = 4096

  let name: String
  var policy: AccountPolicy
  /// Gone from the configuration: its jobs are held until it is back.
  var isConfigured = true
  /// A hold on it, or on all.
  var isHeld = false
  var pacer: Pacer
  var lead = CommitLead()
  var answerTime = AnswerTime()
  var breaker = Breaker()
  var answers = AnswerHistory()
  var slowdown = Slowdown()
  var pause: AccountPause?
  var reconciler: Reconciler
  private(set) var keys = OpenKeys()
  /// The lanes in which jobs wait for a key.
  private var parked: [MessageKey: Set<Lane>] = [:]
  var lanes = Lanes()
  var ready = ReadyQueue()

  init(name: String, policy: AccountPolicy, now: MonotonicTime) {
    self.name = name
    self.policy = policy
    pacer = Pacer(rate: policy.messagesPerSecond, now: now)
    reconciler = Reconciler(now: now)
  }

  /// Whether jobs of this account may go at all.
  var isOpen: Bool {
    isConfigured && !isHeld && (pause == nil || pause?.phase == .trial)
  }

  /// Whether it may ask the provider for its list.
  var mayLook: Bool { isConfigured && (pause == nil || pause?.phase == .trial) }

  /// How many requests that are not urgent may be at the provider; the other places are kept.
  private var generalPlaces: Int { policy.maxInFlight - policy.reserved }

  /// Whether a begun attempt may go to the provider, for all but the pace.
  func mayLaunch(isUrgent: Bool, _ tally: borrowing FlightTally) -> Bool {
    tally.inFlight < (isUrgent ? policy.maxInFlight : generalPlaces)
  }

  /// How many jobs may begin for all but the pace and the breaker: for the places that are free,
  /// and for those that will be once the begin is committed.
  func places(_ tally: borrowing FlightTally) -> Int {
    places(of: policy.maxInFlight, tally)
  }

  /// How many of them that are not urgent.
  func otherPlaces(_ tally: borrowing FlightTally) -> Int {
    places(of: generalPlaces, tally)
  }

  private func places(of most: Int, _ tally: borrowing FlightTally) -> Int {
    guard isOpen, tally.settling < Self.settlingLimit, !reconciler.isFull else { return 0 }
    let free = most - tally.underWay
    guard pause == nil else { return min(free, 1 - tally.underWay - tally.settling) }
    return free + answerTime.answers(of: tally.inFlight, within: lead.interval)
  }

  // MARK: Keys

  mutating func open(_ key: MessageKey) { keys.open(key) }

  /// Sets a job aside until the key that it shares with an open attempt is free.
  mutating func park(_ entry: AgendaEntry, _ key: MessageKey) {
    lanes.with(entry.lane) { $0.park(entry, key) }
    parked[key, default: []].insert(entry.lane)
  }

  /// An attempt of that key is settled; what waited for it goes back to the front of its lane.
  mutating func free(_ key: MessageKey) {
    guard keys.close(key), let waiting = parked.removeValue(forKey: key) else { return }
    for lane in waiting { lanes.with(lane) { $0.unpark(key) } }
  }

  /// Whether the probe of a pause is due; says yes once.
  mutating func beginsProbe(at now: MonotonicTime) -> Bool {
    guard case .waiting(let until) = pause?.phase, now >= until else { return false }
    pause?.probe()
    return true
  }

  /// When a claim could next be made; nil if that takes an event, or nothing waits.
  func nextClaim(_ tally: borrowing FlightTally) -> MonotonicTime? {
    let urgent = tally.urgentWaiting == 0 && lanes.hasUrgent
    let other = tally.waiting == 0 && otherPlaces(tally) > 0 && lanes.hasOther
    guard urgent || other, places(tally) > 0 else { return nil }
    let lead = Interval(nanoseconds: -lead.interval.nanoseconds)
    let time = pacer.nextSlot.advanced(by: lead)
    switch breaker.state {
    case .closed: return time
    case .halfOpen: return tally.underWay == 0 ? time : nil
    case .open(let until): return tally.underWay == 0 ? max(time, until) : nil
    }
  }
}

/// How long before its pace slot a job is claimed: about a commit's time on this disk.
///
/// Too short, and slots pass unused; too long, and a crash leaves attempts in doubt that never
/// began to leave. It follows slow commits at once and quick ones slowly.
struct CommitLead: Sendable {
  static let shortest = Interval(milliseconds: 5)
  static let longest = Interval(milliseconds: 100)

  private(set) var interval = shortest

  /// A commit of begun attempts took that long.
  mutating func observe(_ took: Interval) {
    let wanted = Interval(seconds: took.seconds * 1.25 + 0.001)
    let bounded = min(max(wanted, Self.shortest), Self.longest)
    let less = (interval.nanoseconds - bounded.nanoseconds) / 16
    interval = bounded >= interval ? bounded : Interval(nanoseconds: interval.nanoseconds - less)
  }
}
