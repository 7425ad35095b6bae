internal import CLinux
internal import Glibc

extension Directory {
  /// Gives a file another name, replacing what has that name.
  ///
  /// - Parameters:
  ///   - name: The name it has in this directory.
  ///   - directory: Where it goes, on the same file system.
  ///   - newName: The name it gets there.
  /// - Throws: `SystemError`; `isCrossDevice` between file systems.
  package func rename(
    _ name: FileName,
    to directory: Directory,
    as newName: FileName
  ) throws(SystemError) {
    try call("rename", name, directory, newName) { renameat(raw, $0, directory.raw, $1) }
  }

  /// Gives a file another name, unless that name is taken.
  ///
  /// Where the file system lacks RENAME_NOREPLACE, a second name is made and the first removed.
  /// - Parameters:
  ///   - name: The name it has in this directory.
  ///   - directory: Where it goes, on the same file system.
  ///   - newName: The name it gets there.
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

  /// Gives a file a second name; a symbolic link is not followed.
  ///
  /// - Parameters:
  ///   - name: The name it has in this directory.
  ///   - directory: Where the second name goes, on the same file system.
  ///   - newName: The second name.
  /// - Throws: `SystemError`; `isAlreadyThere` if the name is taken.
  package func link(
    _ name: FileName,
    to directory: Directory,
    as newName: FileName
  ) throws(SystemError) {
    try call("linkat", name, directory, newName) { linkat(raw, $0, directory.raw, $1, 0) }
  }

  /// Removes a name that is no directory's.
  ///
  /// - Throws: `SystemError`; `isDirectory` for a directory, `isNotFound` if the name is free.
  package func unlink(_ name: FileName) throws(SystemError) {
    try call("unlinkat", name) { unlinkat(raw, $0, 0) }
  }

  /// Removes an empty directory in this one.
  ///
  /// - Throws: `SystemError`; `isNotEmpty` if it holds anything.
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
