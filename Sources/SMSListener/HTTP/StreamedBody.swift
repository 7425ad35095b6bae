internal import CMicrohttpd
internal import SMSSystem

/// The body of an answer that is produced while it is sent.
///
/// The library asks for the next block when it has sent the last one. If there is none yet, the
/// connection is suspended: an answer of 0 bytes would be asked for again at once, and would keep a
/// core busy.
final class StreamedBody {
  /// How much is handed to the library at a time.
  private static let blockSize = 16 << 10

  let stream: WebStream
  let connection: OpaquePointer
  /// Unsafe because the server also calls here while it is released, when it stops the library.
  private unowned(unsafe) let server: WebServer

  init(_ stream: WebStream, on connection: OpaquePointer, of server: WebServer) {
    self.stream = stream
    self.connection = connection
    self.server = server
  }

  /// The response that sends it; it keeps this object, and closes the stream when it is released.
  func response() -> OpaquePointer? {
    let me = Unmanaged.passRetained(self)
    let response = smsdispatch_MHD_create_stream(Self.blockSize, produce, me.toOpaque(), release)
    if response == nil { me.release() }
    return response
  }

  /// Gives the library the next block.
  fileprivate func next(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    switch stream.channel.read(into: buffer) {
    case .bytes(let count):
      server.progressed(self)
      return count
    case .nothing:
      server.suspend(self)
      return 0
    case .end:
      return smsdispatch_MHD_end_of_stream
    }
  }

  /// The library no longer uses it: all was sent, or the client has left.
  fileprivate func released() {
    server.forget(self)
    stream.channel.close()
  }
}

private func produce(
  context: UnsafeMutableRawPointer?,
  position: UInt64,
  buffer: UnsafeMutablePointer<CChar>?,
  size: Int
) -> Int {
  guard let context, let buffer else { return smsdispatch_MHD_end_of_stream }
  let body = Unmanaged<StreamedBody>.fromOpaque(context).takeUnretainedValue()
  return body.next(into: UnsafeMutableRawBufferPointer(start: buffer, count: size))
}

private func release(context: UnsafeMutableRawPointer?) {
  guard let context else { return }
  Unmanaged<StreamedBody>.fromOpaque(context).takeRetainedValue().released()
}
