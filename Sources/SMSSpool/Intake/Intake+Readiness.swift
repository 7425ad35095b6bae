internal import SMSCore
internal import SMSSystem

extension Intake {
  /// How long a look at the disks' free space holds.
  private static let diskInterval = Interval(seconds: 1)

  /// Sees to it that requests can be accepted; sets `pause` if not.
  func makeReady() async {
    if mustReopen || directories == nil || (scanIsDue && scan == nil && !isInPlace) { reopen() }
    if pause == nil { checkDisks() }
    if pause == nil { await checkQueue() }
  }

  private var isInPlace: Bool { directories?.areInPlace ?? false }

  /// Opens the directories by their paths, making what is missing, and begins from the beginning.
  private func reopen() {
    watch = nil
    directories = nil
    recovery = nil
    scan = nil
    hints.removeAll()
    observations = Observations()
    left = []
    // What was in hand lies in `.taken/` and is found there again.
    turn = IntakeTurn()
    do throws(SpoolProblem) {
      try settings.layout.makeDirectories()
      try open()
    } catch {
      if let error = error.error, error.isOutOfDescriptors {
        pause = .descriptors(error)
      } else {
        pause = .directories(error)
      }
      return
    }
    mustReopen = false
    scanIsDue = true
    watchIncoming()
    dependencies.report(.opened)
  }

  private func open() throws(SpoolProblem) {
    let problem: SpoolProblem?
    do throws(SystemError) {
      let opened = try SpoolDirectories(settings.layout)
      let owner = dependencies.claim(try opened.incoming.status())
      let shared = owner.map { SpoolProblem(.sharedWith($0), path: settings.layout.root) }
      problem = opened.problem ?? shared
      if problem == nil {
        nextRejected = try opened.firstFreeRejectedNumber()
        recovery = try DirectoryScan(opened.taken)
        directories = opened
      }
    } catch {
      throw SpoolProblem(.cannotOpen(error), path: settings.layout.root)
    }
    if let problem { throw problem }
  }

  private func checkDisks() {
    let now = now.monotonic
    if let diskCheckedAt, now < diskCheckedAt.advanced(by: Self.diskInterval) { return }
    guard let incoming = directories?.incoming else { return }
    do {
      for directory in [incoming, dependencies.state] {
        let free = try directory.fileSystem().freeBytes
        if free < settings.minFreeBytes {
          pause = .lowDisk(
            path: directory.path,
            freeBytes: free,
            minimum: settings.minFreeBytes
          )
          diskCheckedAt = nil
          return
        }
      }
      diskCheckedAt = now
    } catch {
      pause = .files(error)
    }
  }

  /// Asks the ledger how many jobs wait, when by our count there may be no room.
  private func checkQueue() async {
    guard (waiting ?? .max) >= settings.maxQueued else { return }
    do {
      let count = try await dependencies.ledger.waiting(in: settings.rules.spool)
      waiting = count
      if count >= settings.maxQueued {
        pause = .queueFull(waiting: count, limit: settings.maxQueued)
      }
    } catch {
      pause = .ledger(error)
    }
  }
}
