package import SMSCore
internal import SMSSpool
internal import SMSSystem

/// Removes the copies of messages' files that no message needs any more.
///
/// What a crash left is found at the start: files that the ledger does not know, and copies in the ledger
/// whose files are gone, as after a restored backup.
actor MediaKeeper: QueueActor {
  private static let step = 100
  private static let rest = Interval(milliseconds: 50)
  /// Files that nobody got, such as those of a message that was known after all, may be this old.
  private static let orphanAge = Interval(seconds: 86_400)
  private static let orphanPeriod = Interval(seconds: 3_600)

  nonisolated let executor = QueueExecutor(label: "copies")

  private let register: any MediaCopyRegister
  private let shelf: MediaShelf
  private let log: Log
  private let times: MediaTimes
  private var timer: DeadlineTimer?
  private var isStopped = false
  private var orphansLookedAt: MonotonicTime?

  init(
    _ register: any MediaCopyRegister,
    _ shelf: MediaShelf,
    log: Log,
    times: MediaTimes
  ) {
    self.register = register
    self.shelf = shelf
    self.log = log
    self.times = times
  }

  /// Compares the ledger with the files, and goes on removing what is not needed; before anything is
  /// accepted or sent.
  func start() async {
    await attempt { keeper throws(MediaKeepingError) in
      let known = try await keeper.known()
      let found = try keeper.found()
      for key in found.keys where !known.contains(key) { try keeper.remove(key) }
      try await keeper.forget(known.filter { found[$0] == nil })
    }
    orphansLookedAt = Moment.now().monotonic
    timer = DeadlineTimer(on: executor, leeway: 1_000_000_000) { [weak self] in
      guard let self else { return }
      Task { await self.run() }
    }
    await run()
  }

  func stop() {
    isStopped = true
    timer?.cancel()
    timer = nil
  }

  /// Removes what is not needed now, also what was erased.
  func sweep() async {
    await attempt { keeper throws(MediaKeepingError) in try await keeper.removeReleased() }
  }

  private func run() async {
    await sweep()
    await attempt { keeper throws(MediaKeepingError) in try await keeper.removeOrphans() }
    guard !isStopped else { return }
    timer?.arm(at: Moment.now().monotonic.advanced(by: times.period).nanoseconds)
  }

  private func removeReleased() async throws(MediaKeepingError) {
    let now = Moment.now().wall
    let cutoff = now.advanced(by: Interval(nanoseconds: -times.kept.nanoseconds))
    var key: String?
    repeat {
      let released = try await released(after: key, endedBefore: cutoff)
      for key in released.keys { try remove(key) }
      try await forget(released.keys)
      key = released.next
      if key != nil { await executor.rest(for: Self.rest) }
    } while key != nil && !isStopped
  }

  private func removeOrphans() async throws(MediaKeepingError) {
    let now = Moment.now()
    if let last = orphansLookedAt, now.monotonic.since(last) < Self.orphanPeriod { return }
    orphansLookedAt = now.monotonic
    let cutoff = now.wall.advanced(by: Interval(nanoseconds: -Self.orphanAge.nanoseconds))
    // What is accepted meanwhile is known by the time that the ledger is asked.
    let found = try found().filter { $0.value < cutoff }
    guard !found.isEmpty else { return }
    let known = try await known()
    for key in found.keys where !known.contains(key) { try remove(key) }
  }

  // MARK: Its two sides

  private enum MediaKeepingError: Error, CustomStringConvertible {
    case ledger(LedgerError)
    case system(SystemError)

    var description: String {
      switch self {
      case .ledger(let error): "\(error)"
      case .system(let error): "\(error)"
      }
    }
  }

  /// What could not be removed is tried again in the next round.
  private func attempt(
    _ part: (isolated MediaKeeper) async throws(MediaKeepingError) -> Void
  ) async {
    do throws(MediaKeepingError) {
      try await part(self)
    } catch {
      log.write(.retentionFailed, [("error", "\(error)")])
    }
  }

  private func known() async throws(MediaKeepingError) -> Set<String> {
    do throws(LedgerError) { return try await register.knownMedia() } catch { throw .ledger(error) }
  }

  private func released(
    after key: String?,
    endedBefore cutoff: WallTime
  ) async throws(MediaKeepingError) -> ReleasedMedia {
    do throws(LedgerError) {
      return try await register.releaseMedia(after: key, endedBefore: cutoff, limit: Self.step)
    } catch {
      throw .ledger(error)
    }
  }

  private func forget(_ keys: some Collection<String>) async throws(MediaKeepingError) {
    guard !keys.isEmpty else { return }
    do throws(LedgerError) {
      try await register.forgetMedia(keys.sorted())
    } catch {
      throw .ledger(error)
    }
  }

  private func found() throws(MediaKeepingError) -> [String: WallTime] {
    do throws(SystemError) { return try shelf.all() } catch { throw .system(error) }
  }

  private func remove(_ key: String) throws(MediaKeepingError) {
    do throws(SystemError) { try shelf.remove(key) } catch { throw .system(error) }
  }
}

/// How long copies of messages' files are kept, and how often it is looked which are needed.
package struct MediaTimes: Sendable {
  /// After the end of their last message: the provider may still fetch them, and an operator retry it.
  package var kept = Interval(seconds: 3_600)
  /// The time from the end of one round to the next.
  package var period = Interval(seconds: 60)

  package init() {}
}
