internal import CLinux
internal import Glibc

/// A reusable buffer for the events of one call to epoll.
package struct EpollBuffer: ~Copyable {
  private let events: UnsafeMutableBufferPointer<epoll_event>

  /// How many events the last call returned.
  package private(set) var count = 0

  /// Allocates the buffer.
  ///
  /// - Parameter capacity: The most events for one call, at least 1; others are returned next time.
  package init(capacity: Int) {
    precondition(capacity > 0, "a look needs room for an event")
    events = .allocate(capacity: capacity)
    events.initialize(repeating: epoll_event())
  }

  deinit {
    events.deallocate()
  }

  /// Takes the events that are ready now, without waiting.
  ///
  /// - Parameter epoll: The set to poll.
  /// - Returns: Whether the buffer was filled, so that there may be more.
  /// - Throws: `SystemError` if the call fails, which a valid set rules out.
  @discardableResult
  package mutating func poll(_ epoll: borrowing Epoll) throws(SystemError) -> Bool {
    try fill(from: epoll, timeout: 0)
    return count == events.count
  }

  /// Waits until an event is ready, and takes it; only for a thread that has nothing else to do.
  ///
  /// - Parameter epoll: The set to poll.
  /// - Throws: `SystemError` if the call fails, which a valid set rules out.
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

  /// One event of the last call; the index is below `count`.
  package subscript(index: Int) -> Epoll.Event {
    precondition(index < count, "no such event")
    let event = events[index]
    return Epoll.Event(data: event.data.u64, events: EpollEvents(rawValue: event.events))
  }
}
