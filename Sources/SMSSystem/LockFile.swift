internal import CLinux
internal import Glibc

/// A file that one process at a time may hold; it names the holder by its process id.
///
/// The kernel lets go of the lock when the process ends, however it ends; the file stays.
package struct LockFile: ~Copyable, Sendable {
  private let descriptor: FileDescriptor

  /// Takes the lock, without waiting.
  ///
  /// - Parameters:
  ///   - name: The file's name; made with mode 0600 if it is not there.
  ///   - directory: Where it is.
  /// - Throws: `LockError` that says who holds it, or why it cannot be made.
  package init(_ name: FileName, in directory: Directory) throws(LockError) {
    let file = try LockFile.open(name, directory)
    try LockFile.lock(file)
    descriptor = file
  }

  /// Gives the file to another user, so that a lock taken by root does not shut the daemon out.
  ///
  /// - Throws: `SystemError`.
  package borrowing func setOwner(user: UInt32, group: UInt32) throws(SystemError) {
    try descriptor.setOwner(user: user, group: group)
  }

  private static func open(
    _ name: FileName,
    _ directory: Directory
  ) throws(LockError) -> FileDescriptor {
    do {
      return try directory.openFile(name, [.readWrite, .create, .noFollow], mode: 0o600)
    } catch {
      throw .failed(error)
    }
  }

  private static func lock(_ file: borrowing FileDescriptor) throws(LockError) {
    let number = file.raw
    do {
      try Errno.check("flock", file.path) { smsdispatch_lock(number) }
      try file.setSize(0)
      try file.write("\(CurrentProcess.identifier)\n".utf8)
    } catch {
      throw error.isWouldBlock ? .held(path: file.path, by: holder(of: file)) : .failed(error)
    }
  }

  /// The process id in the file, or nil while the holder has not written it.
  private static func holder(of file: borrowing FileDescriptor) -> Int32? {
    let text = (try? file.read(upTo: 16, at: 0)) ?? []
    return Int32(String(decoding: text.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
  }
}
