internal import SMSSpool
internal import SMSSystem
internal import Synchronization

/// Which spool takes the requests of each directory, whatever path leads to it.
final class DirectoryClaims: Sendable {
  private let owners = Mutex<[String: DirectoryIdentity]>([:])

  init() {}

  /// Gives a shared directory to the first spool by name, unless another already has it.
  func assign(_ layouts: [String: SpoolLayout]) {
    owners.withLock { owners in owners = owners.filter { layouts[$0.key] != nil } }
    for (spool, layout) in layouts.sorted(by: { $0.key < $1.key }) {
      // A missing directory is claimed once it exists.
      guard let status = try? Directory(entering: layout.path(of: .incoming)).status() else {
        continue
      }
      _ = claim(status, for: spool)
    }
  }

  /// Claims a directory for a spool, which gives up any other one.
  ///
  /// - Returns: The spool that has it, if it is a different one.
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
