internal import SMSCore
internal import SMSSystem

/// Whether the disks and the ledger have room for more of the spool's requests.
final class IntakeCapacity {
  /// How long a check of the free disk space stays valid.
  private static let diskInterval = Interval(seconds: 1)

  private let dependencies: IntakeDependencies
  /// A lower bound on the number of waiting jobs; nil if the ledger must be asked.
  private var waiting: Int?
  private var diskCheckedAt: MonotonicTime?

  init(_ dependencies: IntakeDependencies) {
    self.dependencies = dependencies
  }

  /// Makes the next check ask the ledger again.
  func forgetWaiting() {
    waiting = nil
  }

  /// Counts one more waiting job.
  func accepted() {
    waiting = waiting.map { $0 + 1 }
  }

  /// How many more requests may be submitted now.
  func room(_ settings: IntakeSettings) -> Int {
    settings.maxQueued - (waiting ?? 0)
  }

  /// Checks the free space on the disks of the spool and the state directory.
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

  /// Asks the ledger for the number of waiting jobs if, by our own count, the queue may be full.
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
