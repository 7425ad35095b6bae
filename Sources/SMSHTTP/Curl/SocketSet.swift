internal import CLibcurl
internal import SMSSystem

/// The sockets that libcurl waits for, in one epoll descriptor.
///
/// libcurl wants a socket watched while a transfer uses it. The socket of a kept connection stays
/// in the descriptor between transfers, which saves two system calls per request; it is removed
/// only if it becomes ready in the meantime, for instance because the peer closed it.
final class SocketSet {
  private struct Watch {
    var events: EpollEvents
    /// Whether a transfer currently uses the socket.
    var isWanted = true
  }

  private let epoll: Epoll
  private var buffer = EpollBuffer(capacity: 256)
  /// The sockets currently in the epoll descriptor.
  private var watches: [curl_socket_t: Watch] = [:]
  /// Sockets whose closing libcurl reports: those of connections, not those of its resolver.
  private var connections: Set<curl_socket_t> = []

  init() throws(SystemError) {
    epoll = try Epoll()
  }

  /// The epoll descriptor: readable when a socket is ready.
  var descriptor: Int32 { epoll.raw }

  /// Registers a socket that was opened for a connection.
  func opened(_ socket: curl_socket_t) {
    // The kernel has already removed an earlier socket with the same number.
    watches[socket] = nil
    connections.insert(socket)
  }

  /// Closes a connection's socket.
  ///
  /// - Returns: What close(2) returned.
  func close(_ socket: curl_socket_t) -> Int32 {
    remove(socket)
    connections.remove(socket)
    return smsdispatch_socket_close(socket)
  }

  /// Does what libcurl's socket callback requests.
  ///
  /// A socket that cannot be watched (out of memory) makes no progress and times out; reporting the
  /// failure to libcurl would end all transfers.
  func watch(_ socket: curl_socket_t, for wish: Int32) {
    guard wish != CURL_POLL_REMOVE else {
      if connections.contains(socket) {
        watches[socket]?.isWanted = false
      } else {
        remove(socket)
      }
      return
    }
    let events = Self.events(for: wish)
    let watch = watches.updateValue(Watch(events: events), forKey: socket)
    let data = UInt64(UInt32(bitPattern: socket))
    if watch == nil {
      try? epoll.add(socket, events, data: data)
    } else if watch?.events != events {
      try? epoll.modify(socket, events, data: data)
    }
  }

  /// Polls for ready sockets, and calls `body` for each with the flags for libcurl; what does not
  /// fit into the buffer comes with the next poll.
  ///
  /// Errors are reported as readability: libcurl then first reads what came before the error,
  /// perhaps an answer, and finds the error itself.
  func look(_ body: (_ socket: curl_socket_t, _ ready: Int32) -> Void) {
    // A poll fails only for lack of memory; the source then fires again at once.
    guard (try? buffer.poll(epoll)) != nil else { return }
    for index in 0..<buffer.count {
      let event = buffer[index]
      let socket = curl_socket_t(truncatingIfNeeded: event.data)
      guard watches[socket]?.isWanted ?? false else {
        watches[socket] = nil
        try? epoll.remove(socket)
        continue
      }
      var ready: Int32 = 0
      if !event.events.isDisjoint(with: [.readable, .hungUp, .failed]) { ready |= CURL_CSELECT_IN }
      if event.events.contains(.writable) { ready |= CURL_CSELECT_OUT }
      body(socket, ready)
    }
  }

  private func remove(_ socket: curl_socket_t) {
    if watches.removeValue(forKey: socket) != nil { try? epoll.remove(socket) }
  }

  private static func events(for wish: Int32) -> EpollEvents {
    switch wish {
    case CURL_POLL_IN: .readable
    case CURL_POLL_OUT: .writable
    case CURL_POLL_INOUT: [.readable, .writable]
    default: []
    }
  }
}
