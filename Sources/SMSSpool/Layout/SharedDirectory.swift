package import SMSSystem

/// An `incoming/` that two spools share through a symbolic link or a bind mount: each file in it
/// would be accepted twice.
package struct SharedDirectory: Equatable, Sendable {
  /// The spool that therefore accepts no requests.
  package let spool: String
  /// The root of that spool.
  package let path: String
  /// The spool that accepts the requests: the first of them by name.
  package let owner: String

  /// Finds the spools that share an `incoming/` with another.
  ///
  /// - Parameter layouts: Spools by name; spools whose `incoming/` cannot be opened are skipped.
  /// - Returns: An element for every spool but the first with the same `incoming/`, by name.
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

  /// The problem to report for the spool.
  package var problem: SpoolProblem { SpoolProblem(.sharedWith(owner), path: path) }
}

/// The identity of a directory, whatever path leads to it.
package struct DirectoryIdentity: Hashable, Sendable {
  let device: UInt64
  let inode: UInt64

  package init(_ status: FileStatus) {
    device = status.device
    inode = status.inode
  }
}
