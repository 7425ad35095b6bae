internal import SMSCore
package import SMSSystem

/// Takes the requests of one spool from `incoming/` into the ledger.
///
/// | on disk | in the ledger | left by |
/// |---|---|---|
/// | `incoming/x.json` | nothing | a look that finds a whole request: rename to `.taken/` |
/// | `.taken/<n>-x.json` | nothing | the commit; after a crash the file is read again |
/// | `.taken/<n>-x.json` | the job | unlink; after a crash the ledger knows `n`, then unlink |
/// | `rejected/<k>-x.json` | nothing | retention |
///
/// A file that was moved in is judged as it is. Any other is taken as soon as it is a whole request; one
/// that is empty, not JSON or not readable may still be in the making, also after it was closed, and
/// is refused when it has not changed for 10 s.
///
/// inotify only says where to look first; a scan at the start, after lost notices and every 10 s
/// finds everything. Trouble that is not the file's pauses the intake until it is over.
package actor Intake: QueueActor {
  /// How often the scan looks at everything in `incoming/`.
  static let scanInterval = Interval(seconds: 10)
  /// How soon a paused intake goes on trying.
  static let pauseInterval = Interval(seconds: 1)

  package nonisolated let executor: QueueExecutor

  let dependencies: IntakeDependencies
  var settings: IntakeSettings

  // What is open.
  var directories: SpoolDirectories?
  var watch: SharedInotify.Watch?
  var isWatchLost = false
  /// Whether the kernel has told of any request since it was asked to.
  var hasEvents = false
  /// Scans that began since then.
  var scansOfWatch = 0
  var toldScanned = false
  var mustReopen = false
  var nextRejected: Int64 = 1

  // Where to look.
  var recovery: DirectoryScan?
  var hints = HintQueue()
  var scan: DirectoryScan?
  var scanIsDue = true
  var nextScan: MonotonicTime
  var observations = Observations()
  /// Stray files that the scan under way has come upon.
  var strayFiles = 0
  var toldStrayFiles = 0
  /// Files told as left, by inode, so that each is told once.
  var left: Set<UInt64> = []

  // What is being done.
  var turn = IntakeTurn()
  var pause: IntakePause?
  private var toldPause: IntakePause?
  var goOnAt: MonotonicTime?
  var refusalLog = RefusalLog()
  /// Jobs that wait, at least, as far as known; nil: ask the ledger.
  var waiting: Int?
  var diskCheckedAt: MonotonicTime?
  private var isWorking = false
  private var isStopped = false
  private var whenIdle: [CheckedContinuation<Void, Never>] = []
  private var timer: DeadlineTimer?

  /// Makes an intake that does nothing yet.
  ///
  /// - Parameters:
  ///   - settings: What the configuration says.
  ///   - dependencies: What it works with; it runs on the queue of the notices.
  package init(_ settings: IntakeSettings, _ dependencies: IntakeDependencies) {
    self.settings = settings
    self.dependencies = dependencies
    executor = dependencies.inotify.executor
    nextScan = dependencies.clock().monotonic
  }

  /// Begins: first with what a crash left in `.taken/`, then with `incoming/`.
  package func start() {
    timer = DeadlineTimer(on: executor, leeway: 50_000_000) { [weak self] in
      self?.assumeIsolated { $0.timeHasCome() }
    }
    wake()
  }

  /// Ends after the turn under way; what is in `.taken/` then is for the next start.
  package func stop() async {
    isStopped = true
    watch = nil
    timer?.cancel()
    timer = nil
    await idle()
    tellRefusals(untilNow: true)
  }

  /// Takes over a changed configuration of the same spool, from the next turn on.
  package func reconfigure(_ settings: IntakeSettings) {
    if settings.layout != self.settings.layout { mustReopen = true }
    self.settings = settings
    waiting = nil
    lookNow()
  }

  /// Scans now, and tries again what a pause waits for.
  package func lookNow() {
    scanIsDue = true
    goOnAt = nil
    wake()
  }

  /// Returns when there is nothing to do before the next notice or deadline.
  package func idle() async {
    guard isWorking else { return }
    await withCheckedContinuation { whenIdle.append($0) }
  }

  /// Goes to work, unless it is at work or in a pause.
  func wake() {
    guard !isWorking, !isStopped else { return }
    if let goOnAt, now.monotonic < goOnAt {
      setTimer()
      return
    }
    isWorking = true
    Task { await work() }
  }

  var now: Moment { dependencies.clock() }

  private func work() async {
    pause = nil
    while !isStopped, pause == nil {
      await makeReady()
      let isAll = pause == nil && turn.isEmpty ? collect() : false
      if turn.isEmpty {
        if isAll || pause != nil { break }
        await Task.yield()
      } else if directories != nil {
        await settle()
      }
    }
    isWorking = false
    tellPause()
    tellRefusals(untilNow: false)
    setTimer()
    for continuation in whenIdle { continuation.resume() }
    whenIdle = []
  }

  /// Says that intake paused or goes on, once for each trouble.
  private func tellPause() {
    if isStopped, pause == nil { return }
    goOnAt = pause == nil ? nil : now.monotonic.advanced(by: Self.pauseInterval)
    guard pause?.reason != toldPause?.reason else { return }
    if let toldPause { dependencies.report(.resumed(toldPause)) }
    if let pause { dependencies.report(.paused(pause)) }
    toldPause = pause
  }

  private func setTimer() {
    guard let timer else { return }
    let now = now.monotonic
    var deadline = goOnAt ?? nextScan
    if goOnAt == nil, let due = observations.nextDue { deadline = min(deadline, due) }
    timer.arm(at: Clocks.monotonic + max(0, deadline.since(now).nanoseconds))
  }
}
