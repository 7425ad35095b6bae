internal import CLinux
internal import Glibc

extension FileDescriptor {
  /// Writes all bytes, with as many calls as it takes; waits even if the descriptor is
  /// non-blocking.
  ///
  /// - Throws: `SystemError`; some of the bytes may have been written.
  package borrowing func write(_ bytes: some Sequence<UInt8>) throws(SystemError) {
    try FileDescriptor.writeAll(Array(bytes), to: raw, path: path)
  }

  /// Writes once.
  ///
  /// - Returns: How many bytes were written; possibly fewer than given.
  /// - Throws: `SystemError`; `isWouldBlock` if the descriptor is non-blocking and full.
  package borrowing func writeSome(_ bytes: UnsafeRawBufferPointer) throws(SystemError) -> Int {
    let number = raw
    return try Errno.check("write", path) {
      Glibc.write(number, bytes.baseAddress, bytes.count)
    }
  }

  /// Writes all bytes at a position; the file's own position is not used.
  ///
  /// - Parameters:
  ///   - bytes: What to write.
  ///   - offset: Where to write, in bytes from the beginning.
  /// - Throws: `SystemError`; some of the bytes may have been written.
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

  /// Returns when the file's bytes are on disk (`fsync`).
  ///
  /// - Throws: `SystemError`; the bytes may then be lost even if a second call succeeds.
  package borrowing func sync() throws(SystemError) {
    let number = raw
    try Errno.check("fsync", path) { fsync(number) }
  }

  /// Writes all bytes to a descriptor with another owner, such as 1 or 2.
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

  /// Copies this file's content, from its beginning, to another file.
  ///
  /// - Parameter target: An open file; it is written at its current position.
  /// - Throws: `SystemError` of either file; a part may have been written.
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
