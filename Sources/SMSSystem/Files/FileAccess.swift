/// What a user may do with files, judged by owner, group and mode from outside its processes.
///
/// Where an access control list decides, the answer is optimistic: access is assumed.
package struct FileAccess: Equatable, Sendable {
  /// A kind of access to a file, as one of the three bits of a mode.
  package enum Right: UInt32, Sendable {
    case read = 4
    case write = 2
    /// Looking up names in a directory.
    case enter = 1
  }

  package let user: UInt32
  /// All groups of the user, including the primary one.
  package let groups: Set<UInt32>

  package init(user: UInt32, groups: Set<UInt32>) {
    self.user = user
    self.groups = groups
  }

  /// The first file on the way to a path that the user lacks a permission for; nil if there is
  /// none.
  ///
  /// - Parameters:
  ///   - path: An absolute path; symbolic links are followed.
  ///   - rights: The access wanted to the file itself.
  /// - Returns: The path of the file, or of the directory that cannot be entered.
  /// - Throws: `SystemError`; `isNotFound` if there is no such file.
  package func obstacle(
    to path: String,
    for rights: Set<Right>
  ) throws(SystemError) -> String? {
    let file = try FileDescriptor(opening: path, .pathOnly)
    let place = try file.realPath()
    for directory in Self.directories(above: place) {
      let opened = try FileDescriptor(opening: directory, [.pathOnly, .directory])
      guard try allows([.enter], opened) else { return directory }
    }
    return try allows(rights, file) ? nil : place
  }

  private func allows(
    _ rights: Set<Right>,
    _ file: borrowing FileDescriptor
  ) throws(SystemError) -> Bool {
    let status = try file.status()
    return rights.allSatisfy { allows($0, status) } || file.hasAccessList()
  }

  /// Checks the one permission class of the mode that applies to the user (path_resolution(7)).
  private func allows(_ right: Right, _ status: FileStatus) -> Bool {
    guard user != 0 else { return true }
    let shift: UInt32 = user == status.user ? 6 : groups.contains(status.group) ? 3 : 0
    return status.mode >> shift & right.rawValue != 0
  }

  /// `/`, `/a` and `/a/b` for `/a/b/c`.
  private static func directories(above path: String) -> [String] {
    path.indices.filter { path[$0] == "/" }.map {
      $0 == path.startIndex ? "/" : String(path[..<$0])
    }
  }
}
