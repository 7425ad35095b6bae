internal import CLinux
internal import Glibc

extension Directory {
  /// Renames a file, replacing what has the new name.
  ///
  /// - Parameters:
  ///   - name: Its name in this directory.
  ///   - directory: The target directory, on the same file system.
  ///   - newName: Its name there.
  /// - Throws: `SystemError`; `isCrossDevice` between file systems.
  package func rename(
    _ name: FileName,
    to directory: Directory,
    as newName: FileName
  ) throws(SystemError) {
    try call("rename", name, directory, newName) { renameat(raw, $0, directory.raw, $1) }
  }

  /// Renames a file, unless the new name is taken.
  ///
  /// If the file system lacks RENAME_NOREPLACE, a second name is made and the first one removed.
  /// - Parameters:
  ///   - name: Its name in this directory.
  ///   - directory: The target directory, on the same file system.
  ///   - newName: Its name there.
  /// - Throws: `SystemError`; `isAlreadyThere` if the name is taken.
  package func renameWithoutReplacing(
    _ name: FileName,
    to directory: Directory,
    as newName: FileName
  ) throws(SystemError) {
    do {
      try call("renameat2", name, directory, newName) {
        smsdispatch_rename_without_replacing(raw, $0, directory.raw, $1)
      }
    } catch let error where error.isUnsupported {
      try link(name, to: directory, as: newName)
      try unlink(name)
    }
  }

  /// Gives a file a second name; does not follow a symbolic link.
  ///
  /// - Parameters:
  ///   - name: Its name in this directory.
  ///   - directory: The directory for the second name, on the same file system.
  ///   - newName: The second name.
  /// - Throws: `SystemError`; `isAlreadyThere` if the name is taken.
  package func link(
    _ name: FileName,
    to directory: Directory,
    as newName: FileName
  ) throws(SystemError) {
    try call("linkat", name, directory, newName) { linkat(raw, $0, directory.raw, $1, 0) }
  }

  /// Removes a name that is not a directory's.
  ///
  /// - Throws: `SystemError`; `isDirectory` for a directory, `isNotFound` if nothing has the name.
  package func unlink(_ name: FileName) throws(SystemError) {
    try call("unlinkat", name) { unlinkat(raw, $0, 0) }
  }

  /// Makes a symbolic link in this directory.
  ///
  /// - Parameters:
  ///   - name: Its name.
  ///   - target: What it leads to, from this directory unless it starts with a slash.
  /// - Throws: `SystemError`; `isAlreadyThere` if the name is taken.
  package func makeSymbolicLink(_ name: FileName, to target: String) throws(SystemError) {
    try call("symlinkat", name) { symlinkat(target, raw, $0) }
  }

  /// Removes an empty directory in this one.
  ///
  /// - Throws: `SystemError`; `isNotEmpty` if it has entries.
  package func removeDirectory(_ name: FileName) throws(SystemError) {
    try call("rmdir", name) { unlinkat(raw, $0, AT_REMOVEDIR) }
  }

  /// Makes a system call about a name in this directory and one in another.
  private func call(
    _ operation: String,
    _ name: FileName,
    _ directory: Directory,
    _ newName: FileName,
    _ body: (UnsafePointer<CChar>, UnsafePointer<CChar>) -> Int32
  ) throws(SystemError) {
    try Errno.check(operation, "\(pathOf(name)) to \(directory.pathOf(newName))") {
      name.withCString { name in newName.withCString { body(name, $0) } }
    }
  }
}
