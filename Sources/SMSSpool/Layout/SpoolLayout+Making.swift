package import SMSSystem

extension SpoolLayout {
  /// Makes what is missing of the spool, with the contract's permissions.
  ///
  /// What is there keeps its own; see `problems`.
  /// - Parameter group: The group that may submit; nil leaves it to the parent directory.
  /// - Throws: `SystemError` with the path.
  package func make(group: UInt32? = nil) throws(SystemError) {
    let spool = try Self.openOrMake(root, mode: access.rootMode, group: group)
    for directory in SpoolDirectory.allCases {
      guard let name = FileName(directory.rawValue) else { continue }
      if try spool.contains(name) { continue }
      let made = try spool.makeDirectory(name, mode: 0o700)
      // A spool that is there has its group; what is made in it gets the same.
      let owner = try spool.status().group
      if directory != .taken { try made.setOwner(group: owner) }
      // Last, since a change of owner clears the set-id bits.
      try made.setMode(directory.mode(for: access))
    }
  }

  private static func openOrMake(
    _ path: String,
    mode: UInt32,
    group: UInt32?
  ) throws(SystemError) -> Directory {
    do {
      return try Directory(path: path)
    } catch let error where error.isNotFound {
      guard let (parent, name) = split(path) else { throw error }
      let above = try openOrMake(parent, mode: 0o755, group: nil)
      let made = try above.makeDirectory(name, mode: 0o700)
      if let group { try made.setOwner(group: group) }
      try made.setMode(mode)
      return made
    }
  }

  /// The path less its last name, and that name.
  private static func split(_ path: String) -> (parent: String, name: FileName)? {
    let bytes = Array(path.utf8)
    let slash = UInt8(ascii: "/")
    guard let end = bytes.lastIndex(where: { $0 != slash }) else { return nil }
    let start = bytes[...end].lastIndex(of: slash).map { $0 + 1 } ?? 0
    guard let name = FileName(bytes: bytes[start...end]) else { return nil }
    let parent = start == 0 ? "." : String(decoding: bytes[..<start], as: UTF8.self)
    return (parent, name)
  }
}
