internal import CLibcurl
internal import SMSSystem

/// libcurl's multi handle and the set of its sockets.
///
/// Belongs to the transport's queue. libcurl's callbacks receive it as an unretained pointer, which
/// is sound because they run only inside the calls below and inside `deinit`.
final class CurlMulti {
  let handle: UnsafeMutableRawPointer
  let sockets: SocketSet
  /// The timer most recently requested by libcurl's callback: milliseconds, 0 for the next turn, -1
  /// for no timer; nil once taken.
  private var wantedTimer: Int?

  /// The most connections to keep alive: as many as there may be requests in flight, since libcurl
  /// would otherwise close most of them whenever fewer are.
  static let keptConnections = 10_000

  /// Done once per process, before any handle is created; libcurl(3).
  static let globalResult = curl_global_init(Int(CURL_GLOBAL_ALL))

  init() throws(TransportError) {
    guard Self.globalResult == CURLE_OK else {
      throw .libcurl(
        operation: "curl_global_init",
        reason: String(cString: curl_easy_strerror(Self.globalResult))
      )
    }
    do { sockets = try SocketSet() } catch { throw .system(error) }
    guard let handle = curl_multi_init() else {
      throw .libcurl(operation: "curl_multi_init", reason: "out of memory")
    }
    self.handle = handle
    try setCallbacks()
  }

  deinit { curl_multi_cleanup(handle) }

  /// The epoll descriptor: readable when a socket is ready.
  var descriptor: Int32 { sockets.descriptor }

  /// Takes the timer requested since the last call; nil if none was.
  func takeWantedTimer() -> Int? {
    defer { wantedTimer = nil }
    return wantedTimer
  }

  func add(_ easy: CurlEasy) throws(TransferFailure) {
    let code = curl_multi_add_handle(handle, easy.handle)
    guard code == CURLM_OK else {
      throw TransferFailure(
        code: CURLE_FAILED_INIT,
        text: String(cString: curl_multi_strerror(code))
      )
    }
  }

  /// Removes a handle; a running transfer ends, and its connection is closed.
  func remove(_ easy: CurlEasy) {
    curl_multi_remove_handle(handle, easy.handle)
  }

  /// Lets libcurl work on every socket that is ready.
  func runReadySockets() {
    var running: Int32 = 0
    sockets.look { socket, ready in
      curl_multi_socket_action(handle, socket, ready, &running)
    }
  }

  /// Lets libcurl work on what is due, including handles just added.
  func runTimeouts() {
    var running: Int32 = 0
    curl_multi_socket_action(handle, Self.noSocket, 0, &running)
  }

  /// Removes the next handle whose transfer has ended, with libcurl's code; nil if there is none.
  func takeEnded() -> (CurlEasy, CURLcode)? {
    var waiting: Int32 = 0
    while let message = curl_multi_info_read(handle, &waiting) {
      guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else {
        continue
      }
      // The message becomes invalid once the handle is removed.
      let code = message.pointee.data.result
      curl_multi_remove_handle(handle, easy)
      var owner: UnsafeMutableRawPointer?
      smsdispatch_easy_get_private(easy, &owner)
      if let owner = CurlEasy.at(owner) { return (owner, code) }
    }
    return nil
  }

  /// `CURL_SOCKET_TIMEOUT`, a macro that Swift cannot import: no socket, only timeouts.
  private static let noSocket: curl_socket_t = -1
}

extension CurlMulti {
  /// Binds libcurl's callbacks to this object, and sets the limit on kept connections.
  private func setCallbacks() throws(TransportError) {
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
