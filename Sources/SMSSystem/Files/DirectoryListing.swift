internal import Glibc

/// One entry of a directory.
package struct DirectoryEntry: Equatable, Sendable {
  package let name: FileName

  /// The kind according to the directory; nil if the file system does not report it.
  package let kind: FileKind?
}

/// A stream of a directory's entries; it holds one block of the listing, never all of it.
///
/// Entries are in no particular order. Names made or removed meanwhile may or may not appear;
/// those that exist throughout appear once (readdir(3)).
package struct DirectoryListing: ~Copyable {
  private let stream: OpaquePointer
  private let path: String

  /// Opens the directory again, so that streams do not interfere with each other.
  init(_ directory: Directory) throws(SystemError) {
    let path = directory.path
    let own = try Errno.check("openat", path) {
      openat(directory.raw, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    }
    do {
      guard let stream = try Errno.checkPointer("fdopendir", path, { fdopendir(own) }) else {
        preconditionFailure("fdopendir gives a stream or an error")
      }
      self.stream = stream
      self.path = path
    } catch {
      close(own)
      throw error
    }
  }

  deinit {
    closedir(stream)
  }

  /// The next entry, except `.` and `..`; nil at the end.
  package mutating func next() throws(SystemError) -> DirectoryEntry? {
    while let entry = try Errno.checkPointer("readdir", path, { readdir(stream) }) {
      if let name = FileName(bytes: DirectoryListing.nameBytes(of: entry)) {
        return DirectoryEntry(name: name, kind: FileKind(entryType: entry.pointee.d_type))
      }
    }
    return nil
  }

  /// The name's bytes in place, since the kernel may write fewer bytes than the C structure has.
  private static func nameBytes(of entry: UnsafeMutablePointer<dirent>) -> UnsafeRawBufferPointer {
    guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else {
      preconditionFailure("d_name is a stored member")
    }
    let start = UnsafeRawPointer(entry) + offset
    return UnsafeRawBufferPointer(
      start: start,
      count: strlen(start.assumingMemoryBound(to: CChar.self))
    )
  }
}

extension Directory {
  /// A stream of this directory's entries.
  package func listing() throws(SystemError) -> DirectoryListing {
    try DirectoryListing(self)
  }
}
