package import SMSSystem
internal import Synchronization

/// What a caller at the console's socket may do.
package enum ConsoleRights: String, Hashable, Sendable {
  /// What only reads.
  case read
  /// What an operator does, too.
  case act
}

/// Who may do what at the console's socket.
///
/// | caller | may |
/// |---|---|
/// | root, the daemon's user, a member of `console.act_group` | read and act |
/// | a member of `console.read_group` | read |
/// | anybody else | nothing |
package struct ConsoleCallers: Hashable, Sendable {
  /// The daemon's user.
  package let user: UInt32
  /// nil if there is no such group.
  package let readGroup: UInt32?
  /// nil if none is configured, or there is no such group.
  package let actGroup: UInt32?

  package init(user: UInt32, readGroup: UInt32?, actGroup: UInt32? = nil) {
    self.user = user
    self.readGroup = readGroup
    self.actGroup = actGroup
  }

  /// Looks up the groups of a configuration; this may wait for a directory service.
  init(_ console: Configuration.Console) {
    self.init(
      user: CurrentProcess.user,
      readGroup: (try? GroupAccount.named(console.readGroup))?.group,
      actGroup: console.actGroup.flatMap { (try? GroupAccount.named($0))?.group }
    )
  }

  /// What a process may do; nil for nothing.
  package func rights(of peer: PeerCredentials) -> ConsoleRights? {
    if peer.user == 0 || peer.user == user { return .act }
    if let actGroup, peer.groups.contains(actGroup) { return .act }
    if let readGroup, peer.groups.contains(readGroup) { return .read }
    return nil
  }
}

/// The current callers, which a reload may change while they ask.
final class ConsoleCallersHolder: Sendable {
  private let callers: Mutex<ConsoleCallers>

  init(_ callers: ConsoleCallers) {
    self.callers = Mutex(callers)
  }

  var current: ConsoleCallers { callers.withLock { $0 } }

  func change(to new: ConsoleCallers) {
    callers.withLock { $0 = new }
  }
}
