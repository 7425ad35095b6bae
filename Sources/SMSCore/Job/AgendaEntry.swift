/// A waiting message as the dispatcher needs it.
package struct AgendaEntry: Hashable, Sendable {
  package var number: JobNumber
  package var name: JobName
  package var lane: Lane
  package var envelope: Envelope
  /// When it may be sent: on acceptance, at `not_before` or after its backoff.
  package var dueAt: WallTime
  package var expiresAt: WallTime
  /// The request's own choice; nil: the configuration's.
  package var ifUncertain: UncertainPolicy?
  /// POSTs made so far.
  package var attempts: Int
  /// Attempts that count against `max_attempts`.
  package var charged: Int
  /// The number of the update that changed it last; 0 if none did.
  package var revision: Int64
  /// When the first attempt that may have been accepted began; nil if none was ever in doubt.
  package var doubtSince: PastMoment?
  /// When its request was dropped, if it has waited since and came here without a detour through
  /// the ledger; only for metrics.
  package var droppedAt: WallTime?

  package init(
    number: JobNumber,
    name: JobName,
    lane: Lane,
    envelope: Envelope,
    dueAt: WallTime,
    expiresAt: WallTime,
    ifUncertain: UncertainPolicy?,
    attempts: Int,
    charged: Int,
    revision: Int64 = 0,
    doubtSince: PastMoment? = nil,
    droppedAt: WallTime? = nil
  ) {
    self.number = number
    self.name = name
    self.lane = lane
    self.envelope = envelope
    self.dueAt = dueAt
    self.expiresAt = expiresAt
    self.ifUncertain = ifUncertain
    self.attempts = attempts
    self.charged = charged
    self.revision = revision
    self.doubtSince = doubtSince
    self.droppedAt = droppedAt
  }

  /// Whether it carries a login code.
  package var isCode: Bool { envelope.code != nil }

  /// What is claimed of it.
  package var claim: Claim { Claim(job: number, revision: revision) }
}

/// A message whose attempt is to begin, as it is known: what an update has changed since is not sent.
package struct Claim: Hashable, Sendable {
  package var job: JobNumber
  /// That of its agenda entry.
  package var revision: Int64

  package init(job: JobNumber, revision: Int64 = 0) {
    self.job = job
    self.revision = revision
  }
}

/// A page of a lane.
package struct AgendaPage: Hashable, Sendable {
  package var entries: [AgendaEntry]
  /// Whether the lane holds more jobs that are due.
  package var hasMore: Bool
  /// When the first job of the lane that is not due yet becomes due.
  package var nextDue: WallTime?
  /// Due jobs that must not be sent, since what is stored is not what was accepted.
  package var damaged: [JobNumber]

  package init(
    entries: [AgendaEntry],
    hasMore: Bool,
    nextDue: WallTime?,
    damaged: [JobNumber] = []
  ) {
    self.damaged = damaged
    self.entries = entries
    self.hasMore = hasMore
    self.nextDue = nextDue
  }
}

/// The queue in the ledger that a message waits in; first come, first served.
package struct Lane: Hashable, Sendable {
  package var account: String
  package var spool: String
  package var priority: Priority
  /// The batch whose messages alone wait in it; nil for messages that came by themselves.
  package var batch: JobNumber?
  /// Whose clocks the spool's window goes by.
  package var zones: LaneZones
  /// Whether its messages are MMS, which have a pace of their own besides the texts'.
  package var isMMS: Bool

  package init(
    account: String,
    spool: String,
    priority: Priority,
    batch: JobNumber? = nil,
    zones: LaneZones = .none,
    isMMS: Bool = false
  ) {
    self.account = account
    self.spool = spool
    self.priority = priority
    self.batch = batch
    self.zones = zones
    self.isMMS = isMMS
  }

  /// The lane with those of the batches of its spool, of all zones and of MMS, for figures.
  package var withoutBatch: Lane { Lane(account: account, spool: spool, priority: priority) }

  /// A fixed order, so that the same events always give the same run.
  package static func inOrder(_ left: Self, _ right: Self) -> Bool {
    let first = (left.account, left.spool, left.priority, left.batch?.value ?? 0)
    let second = (right.account, right.spool, right.priority, right.batch?.value ?? 0)
    guard first == second else { return first < second }
    return (left.isMMS ? 1 : 0, left.zones) < (right.isMMS ? 1 : 0, right.zones)
  }
}

/// How far the ledger has got through the lanes, in their order: after that message.
package struct LaneCursor: Hashable, Sendable {
  package var lane: Lane
  package var dueAt: WallTime
  package var job: JobNumber

  package init(lane: Lane, dueAt: WallTime, job: JobNumber) {
    self.lane = lane
    self.dueAt = dueAt
    self.job = job
  }
}

/// The result of one step of bringing due times forward.
package struct BroughtForward: Hashable, Sendable {
  /// Lanes in which messages are now due earlier.
  package var lanes: Set<Lane>
  /// Where the next step begins; nil after the last lane.
  package var next: LaneCursor?

  package init(lanes: Set<Lane>, next: LaneCursor?) {
    self.lanes = lanes
    self.next = next
  }
}
