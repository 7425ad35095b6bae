extension Directory {
  /// Reads a file, but at most `limit` bytes.
  ///
  /// To find out whether a file exceeds a limit, ask for one byte more.
  /// - Parameters:
  ///   - name: The file's name; a symbolic link is refused.
  ///   - limit: The most bytes to read.
  /// - Returns: The bytes.
  /// - Throws: `SystemError` if the file cannot be opened or read.
  package func read(_ name: FileName, upTo limit: Int) throws(SystemError) -> [UInt8] {
    try openFile(name, .readForeign).read(upTo: limit)
  }

  /// Replaces a file atomically; readers see either the old content or the new.
  ///
  /// It is written under a temporary name (`FileName.isTemporary`), which is removed on failure.
  /// - Parameters:
  ///   - name: The file's name; a file with that name is replaced.
  ///   - bytes: The whole content.
  ///   - mode: The permissions, regardless of the umask.
  ///   - durable: Whether content and name are on disk when this returns; if not, the caller has
  ///     to sync (`syncFileSystem`), or a power failure may leave an empty file.
  /// - Throws: `SystemError` with the path of the temporary file or of the name.
  package func writeReplacing(
    _ name: FileName,
    _ bytes: [UInt8],
    mode: UInt32 = 0o600,
    durable: Bool
  ) throws(SystemError) {
    try write(bytes, mode: mode, durable: durable) { temporary throws(SystemError) in
      try rename(temporary, to: self, as: name)
    }
  }

  /// Makes a complete, durable file under a name that is not taken.
  ///
  /// It is written under a temporary name first, so that a crash never leaves a partial file.
  /// - Parameters:
  ///   - name: The file's name.
  ///   - bytes: The whole content.
  ///   - mode: The permissions, regardless of the umask.
  ///   - owner: The owner, if not this process's user.
  /// - Throws: `SystemError`; `isAlreadyThere` if the name is taken.
  package func writeWithoutReplacing(
    _ name: FileName,
    _ bytes: [UInt8],
    mode: UInt32 = 0o600,
    owner: UserAccount? = nil
  ) throws(SystemError) {
    try write(bytes, mode: mode, durable: true) { temporary throws(SystemError) in
      if let owner { try setOwner(of: temporary, user: owner.user, group: owner.group) }
      try renameWithoutReplacing(temporary, to: self, as: name)
    }
  }

  /// Writes a file under a temporary name, gives it its own, and syncs if that is asked for.
  private func write(
    _ bytes: [UInt8],
    mode: UInt32,
    durable: Bool,
    giveName: (_ temporary: FileName) throws(SystemError) -> Void
  ) throws(SystemError) {
    let temporary = try FileName.temporary()
    do throws(SystemError) {
      try write(temporary, bytes, mode: mode, durable: durable)
      try giveName(temporary)
    } catch {
      try? unlink(temporary)
      throw error
    }
    if durable { try sync() }
  }

  private func write(
    _ name: FileName,
    _ bytes: [UInt8],
    mode: UInt32,
    durable: Bool
  ) throws(SystemError) {
    let file = try createFile(name, mode: mode)
    try file.write(bytes)
    if durable {
      try file.sync()
    }
  }
}

extension Directory {
  /// Removes the directory's entries as far as possible; links are removed, not followed.
  package func removeContents() {
    guard var listing = try? listing() else { return }
    var names: [FileName] = []
    while let entry = try? listing.next() { names.append(entry.name) }
    for name in names {
      if let inner = try? directory(name) {
        inner.removeContents()
        try? removeDirectory(name)
      } else {
        try? unlink(name)
      }
    }
  }
}
