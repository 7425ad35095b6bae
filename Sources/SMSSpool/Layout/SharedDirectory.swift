package import SMSSystem

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

/// What tells a directory from any other, whatever paths lead there.
package struct DirectoryIdentity: Hashable, Sendable {
  let device: UInt64
  let inode: UInt64

  package init(_ status: FileStatus) {
    device = status.device
    inode = status.inode
  }
}
