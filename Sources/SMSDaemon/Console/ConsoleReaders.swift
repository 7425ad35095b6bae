package import SMSSystem
internal import Synchronization

/// Who may ask at the console's socket: root, the daemon's user and members of a group.
package struct ConsoleReaders: Hashable, Sendable {
  /// The daemon's user.
  package let user: UInt32
  /// nil if there is no such group.
  package let group: UInt32?

  package init(user: UInt32, group: UInt32?) {
    self.user = user
    self.group = group
  }

  /// Looks up the group of a configuration; this may wait for a directory service.
  init(_ console: Configuration.Console) {
    self.init(
      user: CurrentProcess.user,
      group: (try? GroupAccount.named(console.readGroup))?.group
    )
  }

  /// Whether a process may ask.
  package func admits(_ peer: PeerCredentials) -> Bool {
    peer.user == 0 || peer.user == user || group.map { peer.groups.contains($0) } ?? false
  }
}

/// The current readers, which a reload may change while callers ask.
final class ConsoleReadersHolder: Sendable {
  private let readers: Mutex<ConsoleReaders>

  init(_ readers: ConsoleReaders) {
    self.readers = Mutex(readers)
  }

  var current: ConsoleReaders { readers.withLock { $0 } }

  func change(to new: ConsoleReaders) {
    readers.withLock { $0 = new }
  }
}
