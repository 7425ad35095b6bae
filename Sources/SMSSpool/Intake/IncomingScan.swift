internal import SMSCore
internal import SMSSystem

/// Decides which request file to look at next.
///
/// Files that a crash left in `.taken/` come first, then files named by events, then everything in
/// `incoming/` when a scan is due.
final class IncomingScan {
  /// How often `incoming/` is scanned.
  private static let interval = Interval(seconds: 10)
  /// How long a hidden file is left to its producer, as the contract promises.
  private static let hiddenLife = Interval(seconds: 36 * 3_600)
  /// Events that mean the directory no longer belongs to the spool.
  private static let lost: InotifyMask = [.selfMoved, .selfRemoved, .unmounted, .watchEnded]

  /// What one step of the scan found.
  enum Step {
    /// A file in `.taken/`.
    case taken(FileName)
    /// A file of a request or a batch in `incoming/`; complete if its producer is finished with it.
    case incoming(FileName, isComplete: Bool)
    /// Anything else.
    case other
  }

  private let watch: IncomingWatch
  private let report: @Sendable (IntakeReport) -> Void
  private var recovery: DirectoryScan?
  private var hints = HintQueue()
  private var listing: DirectoryScan?
  private var isDue = true
  private var nextScan: MonotonicTime
  private var observations = Observations()
  /// Stray files found so far by the current scan.
  private var strayFiles = 0
  private var reportedStrayFiles = 0

  /// - Parameters:
  ///   - watch: The watch on `incoming/`.
  ///   - report: Receives what should be logged.
  ///   - now: The time of the first scan.
  init(
    _ watch: IncomingWatch,
    report: @escaping @Sendable (IntakeReport) -> Void,
    at now: MonotonicTime
  ) {
    self.watch = watch
    self.report = report
    nextScan = now
  }

  /// Whether the next step would start a scan.
  var isStarting: Bool { isDue && listing == nil }

  /// When the next scan or the next look at an observed file is due.
  var deadline: MonotonicTime {
    observations.nextDue.map { min(nextScan, $0) } ?? nextScan
  }

  /// Drops all state; the directories are no longer open.
  func reset() {
    watch.stop()
    recovery = nil
    listing = nil
    hints.removeAll()
    observations = Observations()
  }

  /// Starts over, beginning with the files in `.taken/`.
  func begin(in directories: SpoolDirectories) throws(SystemError) {
    recovery = try DirectoryScan(directories.taken)
  }

  /// Schedules a scan of `incoming/`.
  func scanSoon() {
    isDue = true
  }

  // MARK: The next step

  /// Takes a step.
  ///
  /// - Parameters:
  ///   - directories: The spool's directories.
  ///   - now: The current time.
  /// - Returns: What the step found; nil if nothing is left to look at.
  /// - Throws: `SystemError` if a directory cannot be listed.
  func next(in directories: SpoolDirectories, at now: Moment) throws(SystemError) -> Step? {
    if let recovery {
      if let name = try recovery.next() { return .taken(name) }
      self.recovery = nil
      return .other
    }
    if let hint = hints.popFirst() { return .incoming(hint.name, isComplete: hint.isComplete) }
    return try nextListed(in: directories.incoming, at: now)
  }

  private func nextListed(in incoming: Directory, at now: Moment) throws(SystemError) -> Step? {
    if listing == nil {
      guard isDue else { return nil }
      listing = try DirectoryScan(incoming)
      isDue = false
      strayFiles = 0
      watch.scanBegan(in: incoming)
    }
    guard let name = try listing?.next() else {
      listing = nil
      nextScan = now.monotonic.advanced(by: Self.interval)
      reportStrayFiles()
      return isDue ? .other : nil
    }
    if SpoolNames.isSubmission(name) {
      // A batch may lie there for long, so that every scan finds it.
      if SpoolNames.isRequest(name) { watch.foundByScan() }
      return .incoming(name, isComplete: false)
    }
    if SpoolNames.isHidden(name) {
      removeIfAbandoned(name, incoming, at: now.wall)
    } else if StrayFiles.isStray(name, in: incoming, at: now.wall) {
      strayFiles += 1
    }
    return .other
  }

  private func reportStrayFiles() {
    guard strayFiles != reportedStrayFiles else { return }
    reportedStrayFiles = strayFiles
    report(.stray(files: strayFiles))
  }

  /// Removes a hidden file that its producer has left unfinished for 36 hours.
  private func removeIfAbandoned(_ name: FileName, _ incoming: Directory, at now: WallTime) {
    guard let status = try? incoming.status(name), status.kind == .regular else { return }
    let age = now.since(WallTime(nanoseconds: status.changed))
    guard age >= Self.hiddenLife, (try? incoming.unlink(name)) != nil else { return }
    report(.removed(file: name.escaped, cause: "left under a hidden name for 36 hours"))
  }

  // MARK: Where to look sooner

  /// Handles an event on `incoming/`.
  ///
  /// - Returns: Whether the directory no longer belongs to the spool.
  func take(_ event: InotifyEvent) -> Bool {
    if event.mask.contains(.overflowed) { isDue = true }
    let isLost = !event.mask.isDisjoint(with: Self.lost)
    if let name = event.name, SpoolNames.isSubmission(name), isOfConcern(event, name) {
      watch.foundByEvent()
      add(name, isComplete: event.mask.contains(.movedTo))
    }
    return isLost
  }

  /// A change of attributes matters only for a file that could not be read before.
  private func isOfConcern(_ event: InotifyEvent, _ name: FileName) -> Bool {
    !event.mask.isDisjoint(with: [.movedTo, .closedAfterWriting]) || observations.contains(name)
  }

  private func add(_ name: FileName, isComplete: Bool) {
    if !hints.append(HintQueue.Hint(name: name, isComplete: isComplete)) { isDue = true }
  }

  /// Handles a deadline, which may be the scan's or an observed file's.
  func timeHasCome(_ now: MonotonicTime) {
    if now >= nextScan { isDue = true }
    for name in observations.due(at: now) { add(name, isComplete: false) }
  }

  /// Observes a file that may still be being written; see `Observations.hasSettled`.
  func hasSettled(
    _ name: FileName,
    _ status: FileStatus,
    isLinked: Bool,
    at now: MonotonicTime
  ) -> Bool {
    observations.hasSettled(name, status, isLinked: isLinked, at: now)
  }

  /// Forgets a file that was taken or no longer exists.
  func forget(_ name: FileName) {
    observations.forget(name)
  }
}
