internal import CLinux
internal import Glibc

extension FileDescriptor {
  /// Writes all bytes, however many calls it takes; waits even if the descriptor is non-blocking.
  ///
  /// - Throws: `SystemError`; some of the bytes may be written then.
  package borrowing func write(_ bytes: some Sequence<UInt8>) throws(SystemError) {
    try FileDescriptor.writeAll(Array(bytes), to: raw, path: path)
  }

  /// Writes once.
  ///
  /// - Returns: How many bytes were taken; may be fewer than given.
  /// - Throws: `SystemError`; `isWouldBlock` if the descriptor is non-blocking and full.
  package borrowing func writeSome(_ bytes: UnsafeRawBufferPointer) throws(SystemError) -> Int {
    let number = raw
    return try Errno.check("write", path) {
      Glibc.write(number, bytes.baseAddress, bytes.count)
    }
  }

  /// Writes all bytes to a position of its own, however many calls it takes.
  ///
  /// - Parameters:
  ///   - bytes: What to write.
  ///   - offset: Where to, in bytes from the beginning.
  /// - Throws: `SystemError`; some of the bytes may be written then.
  package borrowing func write(_ bytes: [UInt8], at offset: Int64) throws(SystemError) {
    let number = raw
    var written = 0
    while written < bytes.count {
      written += try Errno.check("pwrite", path) {
        bytes.withUnsafeBytes { buffer in
          pwrite(
            number,
            buffer.baseAddress?.advanced(by: written),
            bytes.count - written,
            off_t(offset) + written
          )
        }
      }
    }
  }

  /// Returns when the file's bytes are on the disk (`fsync`).
  ///
  /// - Throws: `SystemError`; after a failure the bytes may be lost, and a second call may lie.
  package borrowing func sync() throws(SystemError) {
    let number = raw
    try Errno.check("fsync", path) { fsync(number) }
  }

  /// Writes all bytes to a descriptor that somebody else owns, such as 1 or 2.
  static func writeAll(
    _ bytes: [UInt8],
    to raw: Int32,
    path: @autoclosure () -> String
  ) throws(SystemError) {
    var written = 0
    while written < bytes.count {
      do {
        written += try Errno.check("write", path()) {
          bytes.withUnsafeBytes { buffer in
            Glibc.write(raw, buffer.baseAddress?.advanced(by: written), buffer.count - written)
          }
        }
      } catch let error where error.isWouldBlock {
        try waitUntilWritable(raw, path: path())
      }
    }
  }

  private static func waitUntilWritable(_ raw: Int32, path: String) throws(SystemError) {
    var wanted = pollfd(fd: raw, events: Int16(POLLOUT), revents: 0)
    try Errno.check("poll", path) { poll(&wanted, 1, -1) }
  }
}

extension FileDescriptor {
  private static let piece = 1 << 20

  /// Writes what this file holds, from its beginning, to another.
  ///
  /// - Parameter target: An open file; what is written goes where it stands.
  /// - Throws: `SystemError` of either; some of it may be written then.
  package borrowing func copyContents(
    to target: borrowing FileDescriptor
  ) throws(SystemError) {
    var offset: Int64 = 0
    while true {
      let bytes = try read(upTo: Self.piece, at: offset)
      if bytes.isEmpty { return }
      try target.write(bytes)
      offset += Int64(bytes.count)
    }
  }
}
