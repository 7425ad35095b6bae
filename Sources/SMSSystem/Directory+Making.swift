internal import CLinux
internal import Glibc

extension Directory {
  /// Makes a directory in this one and opens it.
  ///
  /// - Parameters:
  ///   - name: Its name.
  ///   - mode: Its permissions with set-id and sticky bits, whatever the umask says.
  /// - Returns: The new directory.
  /// - Throws: `SystemError`; `isAlreadyThere` if the name is taken.
  @discardableResult
  package func makeDirectory(
    _ name: FileName,
    mode: UInt32
  ) throws(SystemError) -> Directory {
    try call("mkdirat", name) { mkdirat(raw, $0, mode & 0o700) }
    let made = try directory(name)
    try made.setMode(mode)
    return made
  }

  /// Opens the directory of that name, making it first where the name is free.
  ///
  /// - Parameters:
  ///   - name: Its name.
  ///   - mode: The permissions of a new one; one that is there keeps its own.
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

  /// Sets this directory's permissions with set-id and sticky bits, whatever the umask says.
  ///
  /// - Throws: `SystemError`.
  package func setMode(_ mode: UInt32) throws(SystemError) {
    try descriptor.setMode(mode)
  }

  /// Sets this directory's owner; nil leaves user or group as it is.
  ///
  /// - Throws: `SystemError`.
  package func setOwner(user: UInt32? = nil, group: UInt32? = nil) throws(SystemError) {
    try descriptor.setOwner(user: user, group: group)
  }

  /// Sets the owner of a name in it; a symbolic link is not followed.
  ///
  /// - Throws: `SystemError`.
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
