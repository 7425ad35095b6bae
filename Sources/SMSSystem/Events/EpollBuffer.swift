internal import CLinux
internal import Glibc

/// Room for the events of one look at an epoll set, made once and used again.
package struct EpollBuffer: ~Copyable {
  private let events: UnsafeMutableBufferPointer<epoll_event>

  /// How many events the last look brought.
  package private(set) var count = 0

  /// Makes room.
  ///
  /// - Parameter capacity: The most events of one look; from 1. What does not fit comes next time.
  package init(capacity: Int) {
    precondition(capacity > 0, "a look needs room for an event")
    events = .allocate(capacity: capacity)
    events.initialize(repeating: epoll_event())
  }

  deinit {
    events.deallocate()
  }

  /// Takes what is ready now, without waiting.
  ///
  /// - Parameter epoll: The set to look at.
  /// - Returns: Whether the buffer was filled, so that there may be more.
  /// - Throws: `SystemError`.
  @discardableResult
  package mutating func poll(_ epoll: borrowing Epoll) throws(SystemError) -> Bool {
    try fill(from: epoll, timeout: 0)
    return count == events.count
  }

  /// Waits until something is ready, and takes it; only for a thread that has nothing else to do.
  ///
  /// - Parameter epoll: The set to look at.
  /// - Throws: `SystemError`.
  mutating func wait(_ epoll: borrowing Epoll) throws(SystemError) {
    try fill(from: epoll, timeout: -1)
  }

  private mutating func fill(
    from epoll: borrowing Epoll,
    timeout: Int32
  ) throws(SystemError) {
    count = 0
    let raw = epoll.raw
    let ready = try Errno.check("epoll_wait") {
      epoll_wait(raw, events.baseAddress, Int32(clamping: events.count), timeout)
    }
    count = Int(ready)
  }

  /// One event of the last look; the index is below `count`.
  package subscript(index: Int) -> Epoll.Event {
    precondition(index < count, "no such event")
    let event = events[index]
    return Epoll.Event(data: event.data.u64, events: EpollEvents(rawValue: event.events))
  }
}
