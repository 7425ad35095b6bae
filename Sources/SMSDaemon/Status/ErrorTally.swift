internal import SMSCore
internal import Synchronization

/// The errors of the last hour, counted on any thread, and noted from time to time.
final class ErrorTally: Sendable {
  private let errors = Mutex(RecentErrors())
  /// Whether there is something new since the last note; each attempt may bring it.
  private let isChanged = Atomic(false)

  /// Counts errors.
  ///
  /// - Returns: Whether they are the first since the last note.
  func add(_ code: ErrorCode, in place: RecentErrors.Place, count: Int, at now: WallTime) -> Bool {
    errors.withLock { $0.add(code, in: place, count: count, at: now) }
    return !isChanged.exchange(true, ordering: .relaxed)
  }

  /// Adds the errors that an earlier process noted: those that led to a restart are of interest.
  func add(note: String?) { errors.withLock { $0.add(RecentErrors(note: note)) } }

  /// The note to write; nil if it would say nothing new.
  func note(at now: WallTime) -> String? {
    guard isChanged.exchange(false, ordering: .relaxed) else { return nil }
    return errors.withLock { $0.note(at: now) }
  }
}
