internal import CLinux
internal import Glibc

/// Listening and connected stream sockets with a path (unix(7)).
package enum LocalSocket {
  /// How many bytes a path may have: the kernel's structure also holds a NUL.
  package static let longestPath = UnixAddress.capacity - 1

  /// Connections that the kernel keeps until they are accepted.
  private static let backlog: Int32 = 64

  /// Makes a listening, non-blocking socket, in place of one that nobody listens on any more.
  ///
  /// - Parameters:
  ///   - path: Its path.
  ///   - mode: Its permissions; who may write may connect.
  ///   - group: Its group, if this process may set it; nil for the directory's or the process's.
  /// - Returns: The socket; the name stays when it is closed.
  /// - Throws: `SystemError`; `isAddressInUse` if another process listens there, or the path is that
  ///   of something else than a socket.
  package static func listening(
    at path: String,
    mode: UInt32,
    group: UInt32? = nil
  ) throws(SystemError) -> FileDescriptor {
    try removeStale(path)
    let shown = String(escaping: path)
    let descriptor = try make(shown, blocking: false)
    let raw = descriptor.raw
    try withAddress(path, shown) { (address, length) throws(SystemError) in
      try Errno.check("bind", shown) { bind(raw, address, length) }
    }
    // Before anyone can connect: that takes a listening socket.
    try Errno.check("chmod", shown) { chmod(path, mode) }
    if let group, (try? FileStatus(of: path))?.group != group {
      _ = lchown(path, uid_t.max, group)
    }
    try Errno.check("listen", shown) { listen(raw, backlog) }
    return descriptor
  }

  /// A blocking connection.
  ///
  /// - Parameters:
  ///   - path: The socket's path.
  ///   - seconds: The timeout of connecting, a read or a write, at least 1; it then fails as
  ///     `isWouldBlock`.
  /// - Returns: The connection.
  /// - Throws: `SystemError`; `isConnectionRefused` if nobody listens.
  package static func connected(
    to path: String,
    patience seconds: Int
  ) throws(SystemError) -> FileDescriptor {
    let shown = String(escaping: path)
    let descriptor = try make(shown, blocking: true)
    let raw = descriptor.raw
    FileDescriptor.limitWaiting(of: raw, to: seconds)
    try withAddress(path, shown) { (address, length) throws(SystemError) in
      try Errno.check("connect", shown) { connect(raw, address, length) }
    }
    return descriptor
  }

  /// Removes a socket that no process listens on.
  private static func removeStale(_ path: String) throws(SystemError) {
    do throws(SystemError) {
      _ = try connected(to: path, patience: 1)
    } catch let error where error.isNotFound {
      return
    } catch let error where error.isConnectionRefused {
      guard (try? FileStatus(of: path))?.kind == .socket else { throw inUse(path) }
      try Errno.check("unlink", String(escaping: path)) { unlink(path) }
      return
    }
    throw inUse(path)
  }

  private static func inUse(_ path: String) -> SystemError {
    SystemError(code: EADDRINUSE, operation: "bind", path: String(escaping: path))
  }

  private static func make(_ shown: String, blocking: Bool) throws(SystemError) -> FileDescriptor {
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    let raw = try Errno.check("socket", shown) {
      socket(AF_UNIX, blocking ? kind : kind | Int32(SOCK_NONBLOCK.rawValue), 0)
    }
    return FileDescriptor(owning: raw, path: shown)
  }

  private static func withAddress(
    _ path: String,
    _ shown: String,
    _ body: (UnsafePointer<sockaddr>, socklen_t) throws(SystemError) -> Void
  ) throws(SystemError) {
    let bytes = Array(path.utf8)
    guard bytes.count <= longestPath else {
      throw SystemError(code: ENAMETOOLONG, operation: "bind", path: shown)
    }
    var name = UnixAddress.make(bytes + [0])
    let result = withUnsafePointer(to: &name.address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        Result { () throws(SystemError) in try body(address, name.length) }
      }
    }
    try result.get()
  }
}
