/// A claimed job on its way from the agenda to the commit of its outcome.
struct Flight: Sendable {
  /// Where it is; each stage leads to the next one, and any of them to `settling`.
  enum Stage: Hashable, Sendable {
    /// The begin of its attempt is being committed.
    case claimed
    /// Begun; waits for its slot.
    case ready
    /// Handed to the provider, but not sent yet.
    case launching
    /// The request is on the wire.
    case left
    /// Its outcome is being committed.
    case settling
  }

  let entry: AgendaEntry
  /// What no other attempt of the account may have in common with it meanwhile.
  let key: MessageKey
  /// The account line it belongs to.
  let line: Int
  /// Whether it is the one job that shows whether a paused account works again.
  let isTrial: Bool
  let claimedAt: MonotonicTime
  var stage: Stage
  /// When its attempt was committed as begun; until then, when it was claimed.
  var begunAt: WallTime
  /// When it was handed to the provider, for the pace.
  var handedAt: MonotonicTime
  var leftAt: WallTime?

  init(
    entry: AgendaEntry,
    key: MessageKey,
    line: Int,
    isTrial: Bool,
    stage: Stage,
    at now: Moment
  ) {
    self.entry = entry
    self.key = key
    self.line = line
    self.isTrial = isTrial
    self.stage = stage
    claimedAt = now.monotonic
    begunAt = now.wall
    handedAt = now.monotonic
  }

  var number: JobNumber { entry.number }
  /// The attempt under way, from 1.
  var attempt: Int { entry.attempts + 1 }
  var isUrgent: Bool { entry.lane.priority == .urgent }
  var isMMS: Bool { entry.lane.isMMS }
}

/// How many flights of one account are at each stage.
struct FlightTally: Sendable {
  /// By number, since a page read meanwhile must leave these out.
  var claimed: Set<JobNumber> = []
  var ready = 0
  var launching = 0
  var left = 0
  var settling = 0
  /// Claimed or ready, and urgent texts.
  var urgentWaiting = 0
  /// Claimed or ready, and MMS.
  var mmsWaiting = 0
  /// Launching, and MMS.
  var mmsLaunching = 0

  /// Before the provider: claimed or ready.
  var waiting: Int { claimed.count + ready }
  /// At the provider, or on the way there.
  var inFlight: Int { launching + left }
  var underWay: Int { waiting + inFlight }

  mutating func count(_ flight: Flight, at stage: Flight.Stage, _ by: Int) {
    switch stage {
    case .claimed:
      if by > 0 { claimed.insert(flight.number) } else { claimed.remove(flight.number) }
    case .ready: ready += by
    case .launching: launching += by
    case .left: left += by
    case .settling: settling += by
    }
    let isWaiting = stage == .claimed || stage == .ready
    if flight.isMMS {
      if isWaiting { mmsWaiting += by }
      if stage == .launching { mmsLaunching += by }
    } else if flight.isUrgent, isWaiting {
      urgentWaiting += by
    }
  }
}
