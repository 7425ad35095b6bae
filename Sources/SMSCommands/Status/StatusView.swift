package import SMSCore
package import SMSDaemon
internal import SMSJSON
package import SMSSpool

/// What `status` shows of the daemon and the ledger.
package struct StatusView: Equatable, Sendable {
  /// The states that `status` counts, in the order in which a job passes through them.
  static let states: [JobState] = [
    .queued, .deferred, .held, .attempting, .inDoubt, .sent, .failed, .expired, .canceled,
    .uncertain, .suppressed,
  ]

  /// The time at which all of this was so.
  package var now: WallTime
  package var daemon: Daemon
  /// Why the ledger is unreliable, according to its note; nil if it is not.
  package var ledgerTrouble: LedgerTrouble?
  /// The restore that the ledger comes from, until it is released.
  package var restoration: Restoration?
  /// By name.
  package var spools: [Spool] = []
  /// The intake of the operator's spool; nil if no daemon runs.
  package var operatorIntake: Intake?
  /// By name.
  package var accounts: [Account] = []
  /// By account, then spool, then priority.
  package var waiting: [LedgerSummary.Waiting] = []
  /// What waits until a window opens, which `waiting` leaves out; by spool.
  package var outside: [LedgerSummary.Outside] = []
  /// The spools of whose batches it cannot be said when they end.
  package var spoolsWithWindow: Set<String> = []
  /// The caps that are nearly used up, or closed.
  package var caps: [CapView] = []
  package var holds: [Hold] = []
  /// The batches that have not ended, oldest first.
  package var batches: [BatchView] = []
  /// The prefixes (`206-555`) to which no codes are sent at present.
  package var refusedPrefixes: [RefusedPrefix] = []
  /// The errors of the last hour, the most recent first.
  package var errors: [RecentErrors.Entry] = []
  /// What came and went in the last minutes; empty if no daemon runs.
  package var rates = RecentRates()
  /// Those of the spools and the state directory, each once.
  package var disks: [Disk] = []

  package init(now: WallTime, daemon: Daemon) {
    self.now = now
    self.daemon = daemon
  }
}

extension StatusView {
  /// The daemon's process.
  package struct Daemon: Equatable, Sendable {
    package var presence: DaemonLook.Presence
    /// The process that runs, or ran last; nil if none has run, or only one of an earlier version;
    /// so are the version and the times.
    package var process: Int32?
    package var version: String?
    package var startedAt: WallTime?
    /// Why nothing can be written to the ledger; nil if it works.
    package var ledgerFailure: DaemonState.LedgerFailure?
    /// When a reload was refused, unless a later one was accepted.
    package var reloadRefusedAt: WallTime?

    package init(presence: DaemonLook.Presence) {
      self.presence = presence
    }
  }

  /// A ledger that is damaged or was replaced.
  package struct LedgerTrouble: Equatable, Sendable {
    /// `damaged` or `displaced`.
    package var state: String
    package var since: WallTime?
    package var reason: String
    package var hint: String
  }

  /// A spool.
  package struct Spool: Equatable, Sendable {
    package var name: String
    package var isConfigured = true
    /// States without jobs are left out.
    package var jobs: [JobState: Int] = [:]
    /// nil if the daemon has recorded nothing yet.
    package var intake: Intake?
    /// The files that wait in `incoming/`; nil if they cannot be seen.
    package var files: WaitingFiles?
    /// How many recipients each number of its pool has; empty without a pool.
    ///
    /// Those of the configuration come in their order, then those that left it.
    package var senders: [SenderLoad] = []

    package init(name: String) {
      self.name = name
    }
  }

  /// What the daemon recorded about a spool's intake.
  package struct Intake: Equatable, Sendable {
    /// `taking` or `paused`.
    package var state: String
    package var since: WallTime?
    /// Why it is paused, in one word, and in sentences.
    package var code: String?
    package var reason: String?
    package var strayFiles: Int?
    package var isScanned: Bool
    /// Why a batch in `incoming/` is not taken.
    package var waitingBatch: String?
  }

  /// An account.
  package struct Account: Equatable, Sendable {
    package var name: String
    /// The configured messages per second; nil for an account that is not configured.
    package var rate: Double?
    /// What the daemon recorded; empty if it recorded nothing yet.
    package var state = ""
    package var since: WallTime?
    package var code: String?
    package var hint: String?
    package var nextProbeAt: WallTime?
    package var slowed: Slowed?
    /// Whether it sends nothing at all.
    package var isDryRun = false
    /// How many phones it sends to; nil: to all.
    package var allowedRecipients: Int?

    package init(name: String, rate: Double?) {
      self.name = name
      self.rate = rate
    }
  }

  /// An account that sends slower than its rate.
  package struct Slowed: Equatable, Sendable {
    package var since: WallTime
    package var factor: Int
    package var silentUntil: WallTime?
  }

  /// A hold that is a switch.
  package struct Hold: Equatable, Sendable {
    package var scope: HoldScope
    package var since: WallTime?
    /// The user that asked for it, as far as known.
    package var user: String?
  }

  package struct RefusedPrefix: Equatable, Sendable {
    package var prefix: String
    package var until: WallTime
  }

  /// A file system on which intake depends.
  package struct Disk: Equatable, Sendable {
    /// A directory on it.
    package var path: String
    package var freeBytes: Int64
    /// Below this, requests are no longer taken; 0 for no limit.
    package var minimum: Int64
  }
}

// MARK: What follows from it

extension StatusView {
  /// Whether messages are being sent at all, holds and pauses aside.
  var isAtWork: Bool {
    daemon.presence.isAtWork && daemon.ledgerFailure == nil && ledgerTrouble == nil
  }

  func isHeld(_ scope: HoldScope) -> Bool {
    holds.contains { $0.scope == .all || $0.scope == scope }
  }

  /// When an account's first waiting message is or was due; nil if none is waiting.
  func firstDue(_ account: String) -> WallTime? {
    waiting.filter { $0.lane.account == account }.map(\.firstDue).min()
  }

  /// How many messages wait in some lanes, and since when the oldest does; nil if none does.
  func queue(where isIncluded: (Lane) -> Bool) -> Queue? {
    let lanes = waiting.filter { isIncluded($0.lane) }
    guard let oldest = lanes.map(\.oldest).min(), let due = lanes.map(\.firstDue).min() else {
      return nil
    }
    return Queue(
      jobs: lanes.reduce(0) { $0 + $1.jobs },
      isAtLeast: lanes.contains { $0.jobs >= LedgerSummary.Waiting.mostCounted },
      oldest: oldest,
      firstDue: due
    )
  }

  /// Messages that wait together.
  struct Queue {
    var jobs: Int
    /// Whether there may be more.
    var isAtLeast: Bool
    var oldest: WallTime
    var firstDue: WallTime
  }

  /// The jobs of all spools in a state.
  func jobs(_ state: JobState) -> Int { spools.reduce(0) { $0 + ($1.jobs[state] ?? 0) } }
}

extension StatusView.Spool {
  /// Messages that wait for their turn, a retry or the end of a pause.
  var waiting: Int { (jobs[.queued] ?? 0) + (jobs[.deferred] ?? 0) }
}

extension StatusView.Account {
  /// The messages per second that the account sends at most; nil without a rate.
  var effectiveRate: Double? {
    rate.map { $0 / Double(slowed?.factor ?? 1) }
  }
}

extension StatusView.Disk {
  var isLow: Bool { freeBytes < minimum }

  /// Whether intake stops soon.
  var isNearlyLow: Bool { !isLow && freeBytes < 2 * minimum }
}
