internal import CMicrohttpd

/// `MHD_CONTENT_READER_END_WITH_ERROR`, a macro with a cast, which Swift does not import.
private let endWithError = -2

/// A body that is cut off: the library declares the full length, and the reader fails on the way.
final class CutBody {
  private let bytes: [UInt8]
  private let end: Int

  private init(_ bytes: [UInt8], end: Int) {
    self.bytes = bytes
    self.end = end
  }

  /// A response that closes the connection after `count` bytes of the body.
  static func response(_ bytes: [UInt8], after count: Int) -> OpaquePointer? {
    let body = Unmanaged.passRetained(CutBody(bytes, end: min(count, bytes.count)))
    return MHD_create_response_from_callback(
      UInt64(bytes.count),
      4_096,
      { context, position, buffer, size in
        guard let context, let buffer else { return endWithError }
        return Unmanaged<CutBody>.fromOpaque(context).takeUnretainedValue()
          .read(
            from: Int(position),
            into: UnsafeMutableRawBufferPointer(start: buffer, count: size)
          )
      },
      body.toOpaque(),
      { context in
        guard let context else { return }
        Unmanaged<CutBody>.fromOpaque(context).release()
      }
    )
  }

  private func read(from position: Int, into buffer: UnsafeMutableRawBufferPointer) -> Int {
    guard position < end else { return endWithError }
    let count = min(end - position, buffer.count)
    buffer.copyBytes(from: bytes[position..<position + count])
    return count
  }
}
