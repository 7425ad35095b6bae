/// Everything the dispatcher keeps for one account, except its flights.
struct AccountQueue: Sendable {
  /// With so many outcomes waiting for their commit, no more jobs are claimed.
  static let settlingLimit = 4096

  let name: String
  private let errors: any ErrorExplaining
  var policy: AccountPolicy
  /// False once it is removed from the configuration: its jobs wait until it is back.
  var isConfigured = true
  /// Whether the account, or everything, is on hold.
  var isHeld = false
  /// The pace of all messages.
  var pacer: Pacer
  /// The pace of MMS, each of which takes a slot of `pacer` too.
  var mmsPacer: Pacer
  var lead = CommitLead()
  var answerTime = AnswerTime()
  var breaker = Breaker()
  var answers = AnswerHistory()
  var slowdown = Slowdown()
  var pause: AccountPause?
  var reconciler: Reconciler
  private(set) var keys = OpenKeys()
  /// The lanes in which jobs wait for another attempt.
  private var parked: [Obstacle: Set<Lane>] = [:]
  var lanes = Lanes()
  var ready = ReadyQueue()
  /// Messages that waited for a cap which has opened, and go first.
  var heads: [CapHead] = []

  init(name: String, policy: AccountPolicy, errors: any ErrorExplaining, now: MonotonicTime) {
    self.name = name
    self.errors = errors
    self.policy = policy
    pacer = Pacer(rate: policy.messagesPerSecond, now: now)
    mmsPacer = Pacer(rate: policy.mmsPerSecond, now: now)
    reconciler = Reconciler(now: now)
  }

  /// Whether jobs of this account may be sent at all.
  var isOpen: Bool {
    isConfigured && !isHeld && (pause == nil || pause?.phase == .trial)
  }

  /// Whether it may ask the provider for its list.
  var mayLook: Bool { isConfigured && (pause == nil || pause?.phase == .trial) }

  /// How many requests that are not urgent may be in flight; the rest are reserved for urgent ones.
  private var generalPlaces: Int { policy.maxInFlight - policy.reserved }

  /// Whether a begun attempt may be handed to the provider, the pace aside.
  func mayLaunch(isUrgent: Bool, _ tally: borrowing FlightTally) -> Bool {
    tally.inFlight < (isUrgent ? policy.maxInFlight : generalPlaces)
  }

  /// How many jobs may begin, pace and breaker aside: for the places that are free now, and for
  /// those that will be free once the begin is committed.
  func places(_ tally: borrowing FlightTally) -> Int {
    places(of: policy.maxInFlight, tally)
  }

  /// The same for jobs that are not urgent.
  func otherPlaces(_ tally: borrowing FlightTally) -> Int {
    places(of: generalPlaces, tally)
  }

  private func places(of most: Int, _ tally: borrowing FlightTally) -> Int {
    guard isOpen, tally.settling < Self.settlingLimit, !reconciler.isFull else { return 0 }
    let free = most - tally.underWay
    guard pause == nil else { return min(free, 1 - tally.underWay - tally.settling) }
    return free + answerTime.answers(of: tally.inFlight, within: lead.interval)
  }

  /// The published form of an error of the account as a whole.
  func explain(_ error: ProviderError) -> JobError { errors.explain(error, of: policy.facts) }

  // MARK: Keys

  mutating func open(_ key: MessageKey) { keys.open(key) }

  /// Sets a job aside until another attempt no longer stands in its way.
  mutating func park(_ entry: AgendaEntry, until obstacle: Obstacle) {
    lanes.with(entry.lane) { $0.park(entry, until: obstacle) }
    parked[obstacle, default: []].insert(entry.lane)
  }

  /// The obstacle is gone; jobs waiting for that return to the front of their lanes.
  mutating func unpark(_ obstacle: Obstacle) {
    guard let waiting = parked.removeValue(forKey: obstacle) else { return }
    for lane in waiting { lanes.with(lane) { $0.unpark(obstacle) } }
  }

  /// An attempt with that key is settled.
  mutating func free(_ key: MessageKey) {
    if keys.close(key) { unpark(.free(key)) }
  }

  /// Whether the probe of a pause is due; true only once.
  mutating func beginsProbe(at now: MonotonicTime) -> Bool {
    guard case .waiting(let until) = pause?.phase, now >= until else { return false }
    pause?.probe()
    return true
  }

  /// When the next slot for an MMS begins.
  var nextMMSSlot: MonotonicTime { max(pacer.nextSlot, mmsPacer.nextSlot) }

  /// Whether an MMS may leave now, the pace of all messages aside.
  func mayLaunchMMS(_ tally: borrowing FlightTally, at now: MonotonicTime) -> Bool {
    mmsPacer.nextSlot <= now && tally.mmsLaunching < mmsPacer.launchLimit
  }

  /// When the next claim can be made; nil if that takes an event, or no job waits.
  func nextClaim(_ tally: borrowing FlightTally, after now: MonotonicTime) -> MonotonicTime? {
    guard places(tally) > 0 else { return nil }
    // An MMS whose slot is not near takes none of the texts'.
    let isNear = mmsPacer.nextSlot <= now.advanced(by: lead.interval)
    let waiting = isNear ? tally.waiting : tally.waiting - tally.mmsWaiting
    let slot: MonotonicTime
    if mayClaim(tally, waiting, withMMS: false) {
      slot = pacer.nextSlot
    } else if tally.mmsWaiting == 0, mayClaim(tally, waiting, withMMS: true) {
      slot = nextMMSSlot
    } else {
      return nil
    }
    let lead = Interval(nanoseconds: -lead.interval.nanoseconds)
    let time = slot.advanced(by: lead)
    switch breaker.state {
    case .closed: return time
    case .halfOpen: return tally.underWay == 0 ? time : nil
    case .open(let until): return tally.underWay == 0 ? max(time, until) : nil
    }
  }
}

extension AccountQueue {
  /// Whether a job waits that would be claimed for a free slot.
  private func mayClaim(
    _ tally: borrowing FlightTally,
    _ waiting: Int,
    withMMS: Bool
  ) -> Bool {
    tally.urgentWaiting == 0 && lanes.hasUrgent(withMMS: withMMS)
      || waiting == 0 && otherPlaces(tally) > 0 && lanes.hasOther(withMMS: withMMS)
  }
}

/// How long before its pace slot a job is claimed: about as long as a commit takes on this disk.
///
/// If it is too short, slots pass unused; if it is too long, a crash leaves attempts in doubt that
/// were never sent. It follows slow commits at once and fast ones gradually.
struct CommitLead: Sendable {
  static let shortest = Interval(milliseconds: 5)
  static let longest = Interval(milliseconds: 100)

  private(set) var interval = shortest

  /// A commit of begun attempts took this long.
  mutating func observe(_ took: Interval) {
    let wanted = Interval(seconds: took.seconds * 1.25 + 0.001)
    let bounded = min(max(wanted, Self.shortest), Self.longest)
    let less = (interval.nanoseconds - bounded.nanoseconds) / 16
    interval = bounded >= interval ? bounded : Interval(nanoseconds: interval.nanoseconds - less)
  }
}
