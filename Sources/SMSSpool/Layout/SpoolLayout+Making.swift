package import SMSSystem

extension SpoolLayout {
  /// Makes what is missing of the spool, with the contract's permissions.
  ///
  /// What is there keeps its own; see `problems`.
  /// - Parameter group: The group that may submit; nil leaves it to the parent directory.
  /// - Throws: `SystemError` with the path.
  package func make(group: UInt32? = nil) throws(SystemError) {
    let spool = try Directory.openOrMake(path: root, mode: access.rootMode, group: group)
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
}
