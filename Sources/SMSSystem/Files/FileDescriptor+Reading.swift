internal import Glibc

extension FileDescriptor {
  /// Reads once.
  ///
  /// - Parameter buffer: Where the bytes are stored; not empty.
  /// - Returns: How many bytes were read; 0 at the end.
  /// - Throws: `SystemError`; `isWouldBlock` if the descriptor is non-blocking and has none.
  package borrowing func read(
    into buffer: UnsafeMutableRawBufferPointer
  ) throws(SystemError) -> Int {
    let number = raw
    return try Errno.check("read", path) {
      Glibc.read(number, buffer.baseAddress, buffer.count)
    }
  }

  /// Reads once.
  ///
  /// - Parameter count: The most bytes to read; 1 or more.
  /// - Returns: The bytes; none at the end.
  /// - Throws: `SystemError`; `isWouldBlock` if there are none yet and the time to wait is over.
  package borrowing func readSome(upTo count: Int) throws(SystemError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let read = try readOnce(into: &bytes, from: 0)
    bytes.removeLast(count - read)
    return bytes
  }

  /// Reads to the end, but at most `limit` bytes.
  ///
  /// To find out whether there is more than a limit, ask for one byte more.
  /// - Parameter limit: The most bytes to read; 0 or more.
  /// - Returns: The bytes; fewer than the limit only at the end of the file.
  /// - Throws: `SystemError` if a read fails.
  package borrowing func read(upTo limit: Int) throws(SystemError) -> [UInt8] {
    var bytes: [UInt8] = []
    // Grows if a read fills it; files in /proc return a page at a time, however long they are.
    var wanted = 4096
    while bytes.count < limit {
      let space = min(limit - bytes.count, wanted)
      let count = bytes.count
      bytes.append(contentsOf: repeatElement(0, count: space))
      let read = try readOnce(into: &bytes, from: count)
      bytes.removeLast(space - read)
      if read == 0 {
        break
      }
      if read == space { wanted *= 2 }
    }
    return bytes
  }

  /// Reads a regular file whose size was just determined, usually with one call.
  ///
  /// - Parameters:
  ///   - size: Its size in bytes; it may have changed since.
  ///   - limit: The most bytes to read; 0 or more.
  /// - Returns: The bytes; fewer than the limit only at the end of the file.
  /// - Throws: `SystemError` if a read fails.
  package borrowing func read(
    size: Int64,
    upTo limit: Int
  ) throws(SystemError) -> [UInt8] {
    // One byte more than expected: if it is not filled, this is the end.
    let space = Int(min(max(0, size), Int64(limit) - 1)) + 1
    var bytes = [UInt8](repeating: 0, count: space)
    let count = try readOnce(into: &bytes, from: 0)
    bytes.removeLast(space - count)
    guard count == space, count < limit else { return bytes }
    return bytes + (try read(upTo: limit - count))
  }

  /// Reads at a position, up to `count` bytes or the end; the file's own position is not used.
  ///
  /// - Parameters:
  ///   - count: The most bytes to read; 0 or more.
  ///   - offset: Where to start, in bytes from the beginning.
  /// - Returns: The bytes; fewer than `count` only at the end of the file.
  /// - Throws: `SystemError` if a read fails.
  package borrowing func read(
    upTo count: Int,
    at offset: Int64
  ) throws(SystemError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    let number = raw
    while filled < count {
      let read = try Errno.check("pread", path) {
        bytes.withUnsafeMutableBytes { buffer in
          pread(
            number,
            buffer.baseAddress?.advanced(by: filled),
            count - filled,
            off_t(offset) + filled
          )
        }
      }
      if read == 0 {
        break
      }
      filled += read
    }
    bytes.removeLast(count - filled)
    return bytes
  }

  private borrowing func readOnce(
    into bytes: inout [UInt8],
    from start: Int
  ) throws(SystemError) -> Int {
    let number = raw
    return try Errno.check("read", path) {
      bytes.withUnsafeMutableBytes { buffer in
        Glibc.read(number, buffer.baseAddress?.advanced(by: start), buffer.count - start)
      }
    }
  }
}
