internal import CLinux
internal import Glibc

extension Directory {
  /// `S_ISGID`: new entries get the directory's group, and new directories also the bit.
  private static let setGroup: UInt32 = 0o2000
  /// What mkdir(2) accepts: it ignores set-id bits, or refuses them in a sandbox.
  private static let plain: UInt32 = 0o1777

  /// Whether new entries get its group, that is, whether it has the set-group-ID bit.
  package func handsOnGroup() throws(SystemError) -> Bool {
    try status().mode & Self.setGroup != 0
  }

  /// Makes a directory in this one and opens it.
  ///
  /// It is made under a temporary name, so that it is never visible without its permissions. The
  /// set-group-ID bit is inherited: a sandbox (`RestrictSUIDSGID=`) does not allow setting it, and
  /// a chmod(2) without it would clear it for good. It is set by chmod(2) only below a directory
  /// without the bit. If it is not asked for, it may still be inherited.
  /// - Parameters:
  ///   - name: Its name.
  ///   - mode: Its permissions with set-group-ID and sticky bits, regardless of the umask.
  /// - Returns: The new directory.
  /// - Throws: `SystemError`; `isAlreadyThere` if the name is taken.
  @discardableResult
  package func makeDirectory(
    _ name: FileName,
    mode: UInt32
  ) throws(SystemError) -> Directory {
    let temporary = try FileName.temporary()
    try make(temporary, mode & Self.plain, for: name)
    do throws(SystemError) {
      if mode & Self.setGroup != 0, try status(temporary).mode & Self.setGroup == 0 {
        try setMode(of: temporary, mode)
      }
      try rename(temporary, for: name)
    } catch {
      try? removeDirectory(temporary)
      throw error
    }
    return try directory(name)
  }

  private func make(
    _ temporary: FileName,
    _ mode: UInt32,
    for name: FileName
  ) throws(SystemError) {
    try CurrentProcess.unmasked(mode) { () throws(SystemError) in
      _ = try Errno.check("mkdirat", pathOf(name)) {
        temporary.withCString { mkdirat(raw, $0, mode) }
      }
    }
  }

  /// If the file system lacks RENAME_NOREPLACE, an empty directory with that name is replaced.
  private func rename(_ temporary: FileName, for name: FileName) throws(SystemError) {
    do {
      try Errno.check("renameat2", pathOf(name)) {
        temporary.withCString { old in
          name.withCString { smsdispatch_rename_without_replacing(raw, old, raw, $0) }
        }
      }
    } catch let error where error.isUnsupported {
      try rename(temporary, to: self, as: name)
    }
  }

  /// Opens the directory with that name, making it first if the name is free.
  ///
  /// - Parameters:
  ///   - name: Its name.
  ///   - mode: The permissions of a new one; an existing one keeps its own.
  /// - Returns: The directory.
  /// - Throws: `SystemError`; `isNotDirectory` if something else has the name.
  package func openOrMakeDirectory(
    _ name: FileName,
    mode: UInt32
  ) throws(SystemError) -> Directory {
    do {
      return try directory(name)
    } catch let error where error.isNotFound {
      return try makeDirectory(name, mode: mode)
    }
  }

  /// Sets this directory's permissions with set-id and sticky bits, regardless of the umask.
  package func setMode(_ mode: UInt32) throws(SystemError) {
    try descriptor.setMode(mode)
  }

  /// Sets this directory's owner; nil keeps the user or the group.
  package func setOwner(user: UInt32? = nil, group: UInt32? = nil) throws(SystemError) {
    try descriptor.setOwner(user: user, group: group)
  }

  /// Sets the owner of an entry; does not follow a symbolic link.
  package func setOwner(
    of name: FileName,
    user: UInt32? = nil,
    group: UInt32? = nil
  ) throws(SystemError) {
    try call("fchownat", name) { name in
      fchownat(raw, name, user ?? .max, group ?? .max, AT_SYMLINK_NOFOLLOW)
    }
  }

  /// Sets the permissions of a file in it; a symbolic link is refused.
  ///
  /// - Throws: `SystemError`; `isSymbolicLink` for a link.
  package func setMode(of name: FileName, _ mode: UInt32) throws(SystemError) {
    try openFile(name, [.readOnly, .noFollow, .nonBlocking]).setMode(mode)
  }
}

extension Directory {
  /// Opens a directory by its path, making it and any missing directories above it.
  ///
  /// - Parameters:
  ///   - path: An absolute path.
  ///   - mode: The permissions of a new one; an existing one keeps its own. New directories above
  ///     it get 0755.
  /// - Returns: The directory.
  /// - Throws: `SystemError` with the path that could not be opened or made.
  package static func openOrMake(
    path: String,
    mode: UInt32
  ) throws(SystemError) -> Directory {
    do {
      return try Directory(path: path)
    } catch let error where error.isNotFound {
      guard let (parent, name) = split(path) else { throw error }
      return try openOrMake(path: parent, mode: 0o755).makeDirectory(name, mode: mode)
    }
  }

  /// The directory that contains a path's last component, and that component.
  ///
  /// - Throws: `SystemError`, also for a path without a last component, such as `/`.
  package static func holding(_ path: String) throws(SystemError) -> (Directory, FileName) {
    guard let (parent, name) = split(path) else {
      throw SystemError(code: EINVAL, operation: "open", path: String(escaping: path.utf8))
    }
    return (try Directory(path: parent), name)
  }

  /// The path without its last component, and that component; nil if there is none.
  private static func split(_ path: String) -> (parent: String, name: FileName)? {
    let bytes = Array(path.utf8)
    let slash = UInt8(ascii: "/")
    guard let end = bytes.lastIndex(where: { $0 != slash }) else { return nil }
    let start = bytes[...end].lastIndex(of: slash).map { $0 + 1 } ?? 0
    guard let name = FileName(bytes: bytes[start...end]) else { return nil }
    guard start > 0 else { return (".", name) }
    let above = bytes[..<start].lastIndex { $0 != slash }.map { bytes[...$0] } ?? [slash]
    return (String(decoding: above, as: UTF8.self), name)
  }
}
