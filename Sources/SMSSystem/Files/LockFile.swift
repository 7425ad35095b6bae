internal import CLinux
internal import Glibc

/// A file that only one process at a time can lock; it contains the holder's process id.
///
/// The kernel releases the lock when the process ends, however it ends; the file remains. After the
/// process id the holder may store a short text for readers. The file has its full size from the
/// start, so that the text can change on a full disk.
package struct LockFile: ~Copyable, Sendable {
  /// The file's size in bytes; larger only for a longer text.
  private static let size = 4096
  /// The most bytes that are read from a file.
  private static let longest = 1 << 16

  private let descriptor: FileDescriptor

  /// Takes the lock, without waiting.
  ///
  /// - Parameters:
  ///   - name: The file's name; the file is made with mode 0600 if it does not exist.
  ///   - directory: Its directory.
  /// - Throws: `LockError`, which says who holds it, or why it cannot be locked.
  package init(_ name: FileName, in directory: Directory) throws(LockError) {
    let file = try LockFile.open(name, directory)
    try LockFile.lock(file)
    descriptor = file
  }

  /// Gives the file to another user, so that a lock taken by root does not lock the daemon out.
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
      try LockFile.write("", to: file)
    } catch {
      throw error.isWouldBlock ? .held(path: file.path, by: holder(of: file)) : .failed(error)
    }
  }

  /// Replaces the holder's text, which outlives the process.
  ///
  /// A reader may meanwhile find a mixture of the old text and the new.
  /// - Throws: `SystemError` if the file cannot be written.
  package borrowing func write(_ words: String) throws(SystemError) {
    try LockFile.write(words, to: descriptor)
  }

  private static func write(
    _ words: String,
    to file: borrowing FileDescriptor
  ) throws(SystemError) {
    var bytes = Array("\(CurrentProcess.identifier)\n\(words)\n".utf8)
    if bytes.count < size {
      bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: size - bytes.count - 1))
      bytes.append(UInt8(ascii: "\n"))
    }
    try file.write(bytes, at: 0)
    try file.setSize(Int64(bytes.count))
  }

  /// The process id in the file; nil while the holder has not written it.
  private static func holder(of file: borrowing FileDescriptor) -> Int32? {
    let text = (try? file.read(upTo: 16, at: 0)) ?? []
    return Int32(String(decoding: text.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
  }

  /// The content of a lock file, locked or not.
  ///
  /// - Returns: The process that holds or last held it, and its text.
  /// - Throws: `SystemError`; `isNotFound` if the file was never locked.
  package static func read(
    _ name: FileName,
    in directory: Directory
  ) throws(SystemError) -> (holder: Int32?, words: String) {
    let text = String(decoding: try directory.read(name, upTo: longest), as: UTF8.self)
    let lines = text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
    let words = lines.count > 1 ? lines[1].prefix { $0 != "\n" } : ""
    return (lines.first.flatMap { Int32($0) }, String(words))
  }
}

/// Why a lock file could not be taken.
package enum LockError: Error, Equatable {
  /// Another process holds it; its id is nil if it could not be read.
  case held(path: String, by: Int32?)

  /// The file could not be opened, locked or written.
  case failed(SystemError)
}

extension LockError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .held(let path, let holder?): "\(path): held by process \(holder)"
    case .held(let path, nil): "\(path): held by another process"
    case .failed(let error): error.description
    }
  }
}
