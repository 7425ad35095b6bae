/// Wakes a caller that waits for a change in a directory, such as a file that appears.
///
/// inotify is only a hint: where it is missing (network file systems, no watches left), or fails in
/// another way, a waiting caller still wakes once a second.
package actor ChangeWatch: QueueActor {
  private static let recheck: Int64 = 1_000_000_000

  package nonisolated let executor = QueueExecutor(label: "watch")

  /// nil if inotify is not available; then only the timer wakes.
  private let notices: Notices?
  private var source: ReadSource?
  private var timer: DeadlineTimer?
  private var hasChanged = false
  private var waiting: CheckedContinuation<Void, Never>?

  /// Watches a directory from now on.
  ///
  /// - Parameters:
  ///   - directory: The directory; not those below it.
  ///   - mask: The changes that count; by default those that bring a complete file.
  package init(_ directory: Directory, for mask: InotifyMask = [.movedTo, .closedAfterWriting]) {
    notices = try? Notices(directory, mask)
  }

  /// Returns at the next change, at once after one since the last call, or at the next recheck.
  ///
  /// - Parameter deadline: Nanoseconds of the monotonic clock; it returns then at the latest.
  package func next(before deadline: Int64) async {
    start()
    if !hasChanged {
      timer?.arm(at: min(deadline, Clocks.monotonic + Self.recheck))
      await withCheckedContinuation { waiting = $0 }
    }
    hasChanged = false
  }

  private func start() {
    guard timer == nil else { return }
    timer = DeadlineTimer(on: executor) { [weak self] in
      self?.assumeIsolated { $0.wake() }
    }
    guard let notices else { return }
    source = try? ReadSource(notices.inotify.raw, on: executor) { [weak self] in
      self?.assumeIsolated { $0.read() }
    }
  }

  private func read() {
    while let events = try? notices?.inotify.read(), !events.isEmpty { hasChanged = true }
    wake()
  }

  private func wake() {
    waiting?.resume()
    waiting = nil
  }

  private final class Notices {
    let inotify: Inotify

    init(_ directory: Directory, _ mask: InotifyMask) throws(SystemError) {
      inotify = try Inotify()
      _ = try inotify.watch(directory, for: mask)
    }
  }
}
