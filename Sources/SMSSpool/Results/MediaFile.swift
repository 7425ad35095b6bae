internal import SMSCore
package import SMSSystem
internal import Synchronization

/// A file of an inbound message on its way into a spool's `received/`.
///
/// It is written under a temporary name, and gets its own when it is whole and on disk. The name is
/// ours: the message's id, the file's number, and a suffix by its first bytes.
package final class MediaFile: Sendable {
  private let directory: Directory
  private let temporary: FileName
  private let descriptor: FileDescriptor
  private let start = Mutex<[UInt8]>([])

  private init(
    _ directory: Directory,
    _ temporary: FileName,
    _ descriptor: consuming FileDescriptor
  ) {
    self.directory = directory
    self.temporary = temporary
    self.descriptor = descriptor
  }

  /// Begins a file.
  ///
  /// - Parameter layout: The spool.
  /// - Returns: The file, which is empty.
  /// - Throws: `SystemError` if `received/` cannot be written to.
  package static func begin(in layout: SpoolLayout) throws(SystemError) -> MediaFile {
    let directory = try layout.opened(.received, insteadOf: nil)
    let temporary = try FileName.temporary()
    let file = try directory.createFile(temporary, mode: layout.access.fileMode)
    return MediaFile(directory, temporary, file)
  }

  /// The free space in bytes on the disk of a spool's `received/`.
  ///
  /// - Throws: `SystemError` if it cannot be opened.
  package static func freeBytes(in layout: SpoolLayout) throws(SystemError) -> Int64 {
    try layout.opened(.received, insteadOf: nil).fileSystem().freeBytes
  }

  /// Appends bytes.
  ///
  /// - Throws: `SystemError` if they cannot be written.
  package func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
    start.withLock { start in
      start.append(contentsOf: bytes.prefix(MediaType.lookedAt - start.count))
    }
    try descriptor.write(bytes)
  }

  /// Gives the file its name, durably; one that an earlier try left is replaced.
  ///
  /// - Parameters:
  ///   - id: The message's id.
  ///   - index: The file's place among those of the message, from 0.
  /// - Returns: The name.
  /// - Throws: `SystemError`; the file is still there under its temporary name.
  package func finish(id: String, index: Int) throws(SystemError) -> String {
    let suffix = MediaType.suffix(of: start.withLock(\.self))
    guard let name = SpoolNames.media(of: id, index: index, suffix: suffix) else {
      preconditionFailure("the provider's ids follow our rules")
    }
    try descriptor.sync()
    try directory.rename(temporary, to: directory, as: name)
    try directory.sync()
    return "\(name)"
  }

  /// Removes the file under the name that it has.
  package func remove(named name: String? = nil) {
    try? directory.unlink(name.flatMap { FileName($0) } ?? temporary)
  }
}

extension SpoolNames {
  /// The name of a file of an inbound message: `mdr2-1-2.jpg` is the second of `mdr2-1`; nil if the
  /// id is invalid.
  static func media(of id: String, index: Int, suffix: String) -> FileName? {
    RequestID.isValid(id) ? FileName("\(id)-\(index + 1).\(suffix)") : nil
  }

  /// Whether a name is that of a file of the message whose own file is `message`.
  static func isMedia(_ name: FileName, of message: FileName) -> Bool {
    guard let stem = message.removingSuffix(requestSuffix),
      name.bytes.starts(with: Array(stem.bytes) + [UInt8(ascii: "-")])
    else { return false }
    let rest = String(decoding: name.bytes.dropFirst(stem.count + 1), as: UTF8.self)
    let parts = rest.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 2 && Int(parts[0]) != nil && MediaType.suffixes.contains(String(parts[1]))
  }
}
