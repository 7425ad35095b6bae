internal import CLibcurl
internal import SMSSystem

extension CurlMulti {
  /// Binds libcurl's callbacks to this object, and sets how many connections it keeps.
  func setCallbacks() throws(TransportError) {
    let me = Unmanaged.passUnretained(self).toOpaque()
    try check(
      smsdispatch_multi_set_socket(handle) { _, socket, wish, multi, _ in
        CurlMulti.at(multi)?.sockets.watch(socket, for: wish)
        return 0
      }
    )
    try check(smsdispatch_multi_set_pointer(handle, CURLMOPT_SOCKETDATA, me))
    try check(
      smsdispatch_multi_set_timer(handle) { _, milliseconds, multi in
        CurlMulti.at(multi)?.wantedTimer = milliseconds
        return 0
      }
    )
    try check(smsdispatch_multi_set_pointer(handle, CURLMOPT_TIMERDATA, me))
    try check(
      smsdispatch_multi_set_long(handle, CURLMOPT_MAXCONNECTS, Self.keptConnections)
    )
  }

  private static func at(_ pointer: UnsafeMutableRawPointer?) -> CurlMulti? {
    pointer.map { Unmanaged<CurlMulti>.fromOpaque($0).takeUnretainedValue() }
  }

  private func check(_ code: CURLMcode) throws(TransportError) {
    guard code == CURLM_OK else {
      throw .libcurl(
        operation: "curl_multi_setopt",
        reason: String(cString: curl_multi_strerror(code))
      )
    }
  }
}
