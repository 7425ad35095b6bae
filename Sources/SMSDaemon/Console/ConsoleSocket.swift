internal import SMSSystem

/// The console's local socket: where it is, and who may connect.
///
/// The sandbox of the unit does not let the daemon change a file's group. So the installation makes a
/// directory with the readers' group and the set-group-ID bit beside the daemon's own files below
/// `/run`: what is made in it gets that group, and others cannot enter it. A symbolic link gives the
/// socket a name that does not depend on this.
package struct ConsoleSocket: Sendable {
  /// What the socket is called in each directory.
  package static let fileName = "console.sock"
  /// The directory with the readers' group, in the daemon's own.
  private static let directoryName = "console"
  /// Whoever gets past the directory may connect; the daemon then asks the kernel who it is.
  private static let mode: UInt32 = 0o660

  /// What to do when the standard socket cannot be made.
  static let hint = """
    The daemon goes on without it, and only root can read with its commands. See that the directory \
    is there and belongs to the daemon's user, then reload.
    """

  /// The name that others use.
  package let path: String
  /// The name of the socket itself.
  let realPath: String

  private init(path: String, realPath: String? = nil) {
    self.path = path
    self.realPath = realPath ?? path
  }

  /// The socket of a daemon; nil if it has none.
  ///
  /// - Parameters:
  ///   - configuration: The daemon's configuration.
  ///   - runtimeDirectory: Its own directory below `/run`; nil if nobody made one.
  package init?(_ configuration: Configuration, in runtimeDirectory: String?) {
    switch configuration.console.socket {
    case .off:
      return nil
    case .at(let path):
      self.init(path: path)
    case .standard:
      self = Self.standard(state: configuration.state, in: runtimeDirectory)
    }
  }

  private static func standard(state: String, in runtimeDirectory: String?) -> ConsoleSocket {
    guard let directory = runtimeDirectory else {
      return ConsoleSocket(path: "\(state)/\(fileName)")
    }
    let path = "\(directory)/\(fileName)"
    guard (try? Directory(entering: "\(directory)/\(directoryName)")) != nil else {
      return ConsoleSocket(path: path)
    }
    return ConsoleSocket(path: path, realPath: "\(directory)/\(directoryName)/\(fileName)")
  }

  /// Makes the socket, in place of one that a daemon left behind.
  ///
  /// - Parameter group: The readers' group; nil if it does not exist.
  /// - Returns: The listening socket.
  /// - Throws: `SystemError`; `isAddressInUse` if another daemon has it.
  func make(group: UInt32?) throws(SystemError) -> FileDescriptor {
    let socket = try LocalSocket.listening(at: realPath, mode: Self.mode, group: group)
    if realPath != path { try link() }
    return socket
  }

  private func link() throws(SystemError) {
    let (directory, name) = try Directory.holding(path)
    // A socket of a daemon that ran before the directory was made.
    try? directory.unlink(name)
    try directory.makeSymbolicLink(name, to: "\(Self.directoryName)/\(Self.fileName)")
  }

  /// Removes what `make` made.
  func remove() {
    for place in Set([path, realPath]) {
      guard let (directory, name) = try? Directory.holding(place) else { continue }
      try? directory.unlink(name)
    }
  }
}
