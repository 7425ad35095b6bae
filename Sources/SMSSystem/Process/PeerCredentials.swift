internal import CLinux
internal import Glibc

/// Who is at the other end of a local socket, as the kernel recorded it when the peer connected
/// (unix(7), SO_PEERCRED and SO_PEERGROUPS): no peer can claim to be somebody else.
package struct PeerCredentials: Hashable, Sendable {
  package let process: Int32
  package let user: UInt32
  /// Its primary and its further groups, without those that the user was added to later.
  package let groups: Set<UInt32>

  /// Most processes have fewer further groups; for more, the kernel says how many.
  private static let usualGroups: UInt32 = 64

  package init(process: Int32, user: UInt32, groups: Set<UInt32>) {
    self.process = process
    self.user = user
    self.groups = groups
  }

  /// Asks the kernel.
  ///
  /// - Parameter socket: A connected local socket.
  /// - Throws: `SystemError`, also for a socket of another kind.
  package init(of socket: Int32) throws(SystemError) {
    var (process, user, group) = (Int32(0), UInt32(0), UInt32(0))
    try Errno.check("getsockopt") { smsdispatch_peer(socket, &process, &user, &group) }
    self.init(
      process: process,
      user: user,
      groups: Set(try Self.groups(of: socket, room: Self.usualGroups)).union([group])
    )
  }

  private static func groups(of socket: Int32, room: UInt32) throws(SystemError) -> [UInt32] {
    var groups = [UInt32](repeating: 0, count: Int(room))
    var count = room
    do throws(SystemError) {
      try Errno.check("getsockopt") { smsdispatch_peer_groups(socket, &groups, &count) }
    } catch let error where error.code == ERANGE && count > room {
      return try Self.groups(of: socket, room: count)
    }
    return Array(groups.prefix(Int(count)))
  }
}

/// The other end of a connected socket.
package enum SocketPeer {
  /// Whether it has closed the connection, or will write nothing more.
  ///
  /// - Parameter socket: The descriptor of the socket.
  /// - Returns: Whether it has; false if that cannot be found out.
  package static func hasLeft(_ socket: Int32) -> Bool {
    // The numbers of epoll(7) and poll(2) are the same; Glibc's module lacks the latter.
    var watched = pollfd(fd: socket, events: Int16(EPOLLRDHUP.rawValue), revents: 0)
    return poll(&watched, 1, 0) > 0
  }
}
