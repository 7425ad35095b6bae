package import SMSSystem
internal import Synchronization

/// A directory of requests that two spools reach, by a symbolic link or a bind mount: each file in it
/// would be accepted twice.
package struct SharedDirectory: Equatable, Sendable {
  /// The spool that takes no requests.
  package let spool: String
  package let path: String
  /// The first by name, whose requests they are.
  package let owner: String

  /// - Parameter layouts: Spools by name; what is not there yet is left out.
  /// - Returns: One for each spool but the first that has the same `incoming/`, by name.
  package static func all(in layouts: [String: SpoolLayout]) -> [SharedDirectory] {
    var owners: [DirectoryIdentity: String] = [:]
    return layouts.sorted { $0.key < $1.key }.compactMap { spool, layout in
      let path = layout.path(of: .incoming)
      guard let status = try? Directory(entering: path).status() else { return nil }
      guard let owner = owners[DirectoryIdentity(status)] else {
        owners[DirectoryIdentity(status)] = spool
        return nil
      }
      return SharedDirectory(spool: spool, path: layout.root, owner: owner)
    }
  }

  package var problem: SpoolProblem { SpoolProblem(.sharedWith(owner), path: path) }
}

/// Which spool takes the requests of each directory, whatever paths lead there.
package final class DirectoryClaims: Sendable {
  private let owners = Mutex<[String: DirectoryIdentity]>([:])

  package init() {}

  /// Lets the first spool by name have what several reach; one that takes requests goes on.
  package func assign(_ layouts: [String: SpoolLayout]) {
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
  package func claim(_ status: FileStatus, for spool: String) -> String? {
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

private struct DirectoryIdentity: Hashable, Sendable {
  let device: UInt64
  let inode: UInt64

  init(_ status: FileStatus) {
    device = status.device
    inode = status.inode
  }
}
