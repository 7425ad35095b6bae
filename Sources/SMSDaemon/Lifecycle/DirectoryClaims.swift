internal import SMSSpool
internal import SMSSystem
internal import Synchronization

/// Which spool takes the requests of each directory, whatever paths lead there.
final class DirectoryClaims: Sendable {
  private let owners = Mutex<[String: DirectoryIdentity]>([:])

  init() {}

  /// Lets the first spool by name have what several reach; one that takes requests goes on.
  func assign(_ layouts: [String: SpoolLayout]) {
    owners.withLock { owners in owners = owners.filter { layouts[$0.key] != nil } }
    for (spool, layout) in layouts.sorted(by: { $0.key < $1.key }) {
      // What is not there is claimed once it is.
      guard let status = try? Directory(entering: layout.path(of: .incoming)).status() else {
        continue
      }
      _ = claim(status, for: spool)
    }
  }

  /// Claims a directory for a spool, which gives up what it had.
  ///
  /// - Returns: The spool that has it, if that is another.
  func claim(_ status: FileStatus, for spool: String) -> String? {
    let identity = DirectoryIdentity(status)
    return owners.withLock { owners in
      if owners[spool] == identity { return nil }
      owners[spool] = nil
      let holders = owners.filter { $0.value == identity }
      guard let holder = holders.keys.min() else {
        owners[spool] = identity
        return nil
      }
      return holder
    }
  }
}
