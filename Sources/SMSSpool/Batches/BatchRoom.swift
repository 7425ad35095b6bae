internal import SMSCore
internal import SMSSystem

/// Whether the disks and the queue have room for a batch.
struct BatchRoom {
  /// The room that a message needs on a disk, in bytes.
  private static let bytesPerLine: Int64 = 600

  let dependencies: IntakeDependencies
  let settings: IntakeSettings

  /// Why there is no room for a batch now; nil if there is, or never will be.
  ///
  /// - Parameters:
  ///   - lines: How many lines it has.
  ///   - incoming: The spool's `incoming/`.
  /// - Returns: The reason.
  /// - Throws: `IntakePause` if that cannot be determined.
  func lack(
    for lines: Int,
    _ incoming: Directory
  ) async throws(IntakePause) -> BatchWait.Reason? {
    let needed = settings.minFreeBytes + Int64(lines) * Self.bytesPerLine
    for directory in [incoming, dependencies.state] {
      let freeBytes: Int64
      do throws(SystemError) {
        freeBytes = try directory.fileSystem().freeBytes
      } catch {
        throw .files(error)
      }
      guard freeBytes >= needed else {
        return .disk(lines: lines, path: directory.path, freeBytes: freeBytes, needed: needed)
      }
    }
    // It is taken to be refused.
    guard lines <= settings.maxQueued else { return nil }
    let waiting: Int
    do throws(LedgerError) {
      waiting = try await dependencies.ledger.waiting(in: settings.rules.spool)
    } catch {
      throw .ledger(error)
    }
    return waiting + lines <= settings.maxQueued
      ? nil : .queue(lines: lines, waiting: waiting, limit: settings.maxQueued)
  }
}
