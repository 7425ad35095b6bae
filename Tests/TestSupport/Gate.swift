internal import Dispatch

/// Blocks a scripted server until a test opens it; it then stays open.
package final class Gate: Sendable {
  private let opened = DispatchSemaphore(value: 0)

  package init() {}

  /// Releases all waiting threads.
  package func open() {
    opened.signal()
  }

  /// Blocks the calling thread; not for use in a task.
  func wait() {
    opened.wait()
    opened.signal()
  }
}
