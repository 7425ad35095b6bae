internal import SMSCore
internal import SMSSystem

/// Whether the disks and the ledger have room for more requests of the spool.
final class IntakeCapacity {
  /// How long a look at the disks' free space holds.
  private static let diskInterval = Interval(seconds: 1)

  private let dependencies: IntakeDependencies
  /// Jobs that wait, at least, as far as known; nil: ask the ledger.
  private var waiting: Int?
  private var diskCheckedAt: MonotonicTime?

  init(_ dependencies: IntakeDependencies) {
    self.dependencies = dependencies
  }

  /// Asks the ledger anew before the next request.
  func forgetWaiting() {
    waiting = nil
  }

  /// One more job waits.
  func accepted() {
    waiting = waiting.map { $0 + 1 }
  }

  /// How many requests may be submitted now.
  func room(_ settings: IntakeSettings) -> Int {
    settings.maxQueued - (waiting ?? 0)
  }

  /// Checks the free space where the spool and the state are.
  func checkDisks(
    _ directories: SpoolDirectories?,
    _ settings: IntakeSettings
  ) throws(IntakePause) {
    let now = dependencies.clock().monotonic
    if let diskCheckedAt, now < diskCheckedAt.advanced(by: Self.diskInterval) { return }
    guard let incoming = directories?.incoming else { return }
    for directory in [incoming, dependencies.state] {
      let free = try freeBytes(directory)
      if free < settings.minFreeBytes {
        diskCheckedAt = nil
        throw .lowDisk(path: directory.path, freeBytes: free, minimum: settings.minFreeBytes)
      }
    }
    diskCheckedAt = now
  }

  private func freeBytes(_ directory: Directory) throws(IntakePause) -> Int64 {
    do {
      return try directory.fileSystem().freeBytes
    } catch {
      throw .files(error)
    }
  }

  /// Asks the ledger how many jobs wait, when by our count there may be no room.
  func checkQueue(
    _ settings: IntakeSettings
  ) async throws(IntakePause) {
    guard (waiting ?? .max) >= settings.maxQueued else { return }
    let count: Int
    do {
      count = try await dependencies.ledger.waiting(in: settings.rules.spool)
    } catch {
      throw .ledger(error)
    }
    waiting = count
    if count >= settings.maxQueued {
      throw .queueFull(waiting: count, limit: settings.maxQueued)
    }
  }
}
