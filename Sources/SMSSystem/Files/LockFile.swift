internal import CLinux
internal import Glibc

/// A file that one process at a time may hold; it names the holder by its process id.
///
/// The kernel lets go of the lock when the process ends, however it ends; the file stays. After the
/// process id the holder may keep a few words for whoever looks. The file has its full size from
/// the lock on, so that other words find room on a disk that is full.
package struct LockFile: ~Copyable, Sendable {
  /// Bytes of the file; more only for words that are longer.
  private static let size = 4096
  /// The longest that is read of a file.
  private static let longest = 1 << 16

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
      try LockFile.write("", to: file)
    } catch {
      throw error.isWouldBlock ? .held(path: file.path, by: holder(of: file)) : .failed(error)
    }
  }

  /// Keeps words in place of the ones before; they outlive the process.
  ///
  /// Whoever reads meanwhile may find a mixture of both.
  /// - Throws: `SystemError`.
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

  /// The process id in the file, or nil while the holder has not written it.
  private static func holder(of file: borrowing FileDescriptor) -> Int32? {
    let text = (try? file.read(upTo: 16, at: 0)) ?? []
    return Int32(String(decoding: text.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
  }

  /// What a lock file says, whether somebody holds it or not.
  ///
  /// - Returns: The process that holds it or held it last, and its words.
  /// - Throws: `SystemError`; `isNotFound` if there never was a holder.
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
  /// Another process has it; its id is nil if it could not be read.
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
