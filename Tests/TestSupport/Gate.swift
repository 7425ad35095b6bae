internal import Dispatch

/// Holds a scripted server until a test lets it go on; once opened it stays open.
package final class Gate: Sendable {
  private let opened = DispatchSemaphore(value: 0)

  package init() {}

  /// Lets everyone who waits go on.
  package func open() {
    opened.signal()
  }

  /// Blocks the calling thread; not for a task.
  func wait() {
    opened.wait()
    opened.signal()
  }
}
