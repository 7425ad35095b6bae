internal import CLinux
internal import Glibc

/// What an epoll instance watches a descriptor for, or has seen on it (epoll_ctl(2)).
package struct EpollEvents: OptionSet, Sendable {
  package let rawValue: UInt32

  package init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// Combines flags; unlike the standard library's, this initializer does not allocate.
  package init(arrayLiteral flags: EpollEvents...) {
    rawValue = flags.reduce(0) { $0 | $1.rawValue }
  }

  package static let readable = EpollEvents(rawValue: EPOLLIN.rawValue)
  package static let writable = EpollEvents(rawValue: EPOLLOUT.rawValue)
  /// An error is pending; always watched.
  package static let failed = EpollEvents(rawValue: EPOLLERR.rawValue)
  /// Both directions are closed; always watched.
  package static let hungUp = EpollEvents(rawValue: EPOLLHUP.rawValue)
  /// The peer will send no more.
  package static let peerClosed = EpollEvents(rawValue: EPOLLRDHUP.rawValue)
  package static let edgeTriggered = EpollEvents(rawValue: EPOLLET.rawValue)
  package static let oneShot = EpollEvents(rawValue: EPOLLONESHOT.rawValue)
}

/// A set of descriptors and the events wanted for each; itself readable when any of them is ready.
///
/// Watch `raw` with one `ReadSource`, and take the events with `poll` in its handler. A descriptor
/// leaves the set when it is closed and has no duplicates.
package struct Epoll: ~Copyable, Sendable {
  /// One descriptor that is ready.
  package struct Event: Equatable, Sendable {
    /// The number it was added with.
    package let data: UInt64
    package let events: EpollEvents
  }

  private let descriptor: FileDescriptor

  /// The set's descriptor; valid as long as this value lives.
  package var raw: Int32 { descriptor.raw }

  /// Makes an empty set.
  ///
  /// - Throws: `SystemError` if no descriptor is left.
  package init() throws(SystemError) {
    let raw = try Errno.check("epoll_create1") { epoll_create1(Int32(EPOLL_CLOEXEC)) }
    descriptor = FileDescriptor(owning: raw, path: "epoll")
  }

  /// Watches a descriptor.
  ///
  /// - Parameters:
  ///   - watched: The descriptor, not yet in the set.
  ///   - events: The events wanted.
  ///   - data: A number that its events carry.
  /// - Throws: `SystemError`; `isAlreadyThere` if it is in the set.
  package borrowing func add(
    _ watched: Int32,
    _ events: EpollEvents,
    data: UInt64
  ) throws(SystemError) {
    try control(EPOLL_CTL_ADD, watched, events, data)
  }

  /// Changes the events wanted for a descriptor.
  ///
  /// - Parameters:
  ///   - watched: The descriptor, in the set.
  ///   - events: The events wanted now.
  ///   - data: A number that its events carry.
  /// - Throws: `SystemError`; `isNotFound` if it is not in the set.
  package borrowing func modify(
    _ watched: Int32,
    _ events: EpollEvents,
    data: UInt64
  ) throws(SystemError) {
    try control(EPOLL_CTL_MOD, watched, events, data)
  }

  /// Stops watching a descriptor; call it before closing.
  ///
  /// - Throws: `SystemError`; `isNotFound` if it is not in the set.
  package borrowing func remove(_ watched: Int32) throws(SystemError) {
    try control(EPOLL_CTL_DEL, watched, [], 0)
  }

  private borrowing func control(
    _ operation: Int32,
    _ watched: Int32,
    _ events: EpollEvents,
    _ data: UInt64
  ) throws(SystemError) {
    var event = epoll_event(events: events.rawValue, data: epoll_data_t(u64: data))
    let number = raw
    try Errno.check("epoll_ctl", "descriptor \(watched)") {
      epoll_ctl(number, operation, watched, &event)
    }
  }
}
