internal import CLibcurl
internal import SMSCore
internal import SMSSystem

extension CurlEasy {
  /// Binds libcurl's callbacks to this object.
  func setCallbacks() throws(TransferFailure) {
    let me = Unmanaged.passUnretained(self).toOpaque()
    for option in [
      CURLOPT_PRIVATE, CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_PREREQDATA,
      CURLOPT_SOCKOPTDATA,
    ] {
      try check(smsdispatch_easy_set_pointer(handle, option, me))
    }
    try setErrorText()
    try check(
      smsdispatch_easy_set_write(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, easy in
        CurlEasy.at(easy)?.progress?.take(body: CurlEasy.bytes(bytes, size * count))
        return size * count
      }
    )
    try check(
      smsdispatch_easy_set_write(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, easy in
        CurlEasy.at(easy)?.progress?.head.take(line: CurlEasy.bytes(bytes, size * count))
        return size * count
      }
    )
    try check(
      smsdispatch_easy_set_prereq(handle) { easy, address, _, _, _ in
        let address = address.map { String(cString: $0) } ?? ""
        let mayLeave = CurlEasy.at(easy)?.isAboutToSend(to: address) ?? false
        return mayLeave ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
      }
    )
    try check(
      smsdispatch_easy_set_sockopt(handle) { easy, socket, _ in
        CurlEasy.at(easy)?.sockets.opened(socket)
        let timeout = CurlEasy.at(easy)?.endpoint.timeout ?? .zero
        let milliseconds = UInt32(clamping: timeout.wholeMilliseconds)
        return smsdispatch_socket_withdraws(socket, milliseconds) == 0
          ? CURL_SOCKOPT_OK : CURL_SOCKOPT_ERROR
      }
    )
    // The connection may outlive this handle, but not the socket set, freed after the multi handle.
    try check(
      smsdispatch_easy_set_pointer(
        handle,
        CURLOPT_CLOSESOCKETDATA,
        Unmanaged.passUnretained(sockets).toOpaque()
      )
    )
    try check(
      smsdispatch_easy_set_closesocket(handle) { sockets, socket in
        guard let sockets else { return -1 }
        return Unmanaged<SocketSet>.fromOpaque(sockets).takeUnretainedValue().close(socket)
      }
    )
  }

  /// The object behind a callback's pointer.
  static func at(_ pointer: UnsafeMutableRawPointer?) -> CurlEasy? {
    pointer.map { Unmanaged<CurlEasy>.fromOpaque($0).takeUnretainedValue() }
  }

  private static func bytes(
    _ start: UnsafeMutablePointer<CChar>?,
    _ count: Int
  ) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(
      start: UnsafeRawPointer(start)?.assumingMemoryBound(to: UInt8.self),
      count: start == nil ? 0 : count
    )
  }

  /// Whether the request may be sent now; records that it is.
  ///
  /// libcurl asks once it has a connection, before the first byte. It asks again if the connection
  /// broke before any answer and it would resend the request: the server may have accepted the
  /// first copy, so everything but a GET, which is safe to repeat, is stopped here.
  private func isAboutToSend(to address: String) -> Bool {
    guard var progress, progress.leftAt == nil || progress.request.content == .get else {
      return false
    }
    // "localhost" is only a name; without TLS the keys must not be sent to another address.
    guard endpoint.base.isEncrypted || isLoopback(address) else { return false }
    guard progress.leftAt == nil else { return true }
    let now = MonotonicTime(nanoseconds: Clocks.monotonic)
    progress.leftAt = now
    self.progress = progress
    state?.report(.left(progress.request, at: now))
    return true
  }

  /// Remembers the last address that passed: it is nearly always the same.
  private func isLoopback(_ address: String) -> Bool {
    if address != loopback {
      guard BaseURL.isLoopback(address: address) else { return false }
      loopback = address
    }
    return true
  }
}
