/// An endpoint together with the receiver of its transfers' events.
///
/// Different settings need a different channel. Channels share connections only where libcurl finds
/// host, proxy and certificates to be the same.
package final class Channel: Sendable {
  package let endpoint: Endpoint
  /// Called on the transport's queue, at most once per turn, with all events of that turn.
  package let deliver: @Sendable ([TransportEvent]) -> Void

  package init(
    endpoint: Endpoint,
    deliver: @escaping @Sendable ([TransportEvent]) -> Void
  ) {
    self.endpoint = endpoint
    self.deliver = deliver
  }
}

/// What the transport keeps for one channel: idle handles, and the events to deliver after this
/// turn.
final class ChannelState {
  let channel: Channel
  private let sockets: SocketSet
  private var headers: CurlHeaderList?
  private var idle: [CurlEasy] = []
  private var events: [TransportEvent] = []
  /// How many of the channel's transfers are in progress.
  var runningCount = 0
  /// Set once the owner has retired the channel: running transfers end, then the state is removed.
  var isRetired = false

  /// The most idle handles kept; a larger burst's handles are freed.
  private static let idleLimit = 256

  init(channel: Channel, sockets: SocketSet) {
    self.channel = channel
    self.sockets = sockets
  }

  /// An idle or new handle for a request on this channel.
  func handle() throws(TransferFailure) -> CurlEasy {
    if let easy = idle.popLast() { return easy }
    return try CurlEasy(endpoint: channel.endpoint, headers: headerList(), sockets: sockets)
  }

  /// Takes back a handle whose transfer has ended.
  func keep(_ easy: CurlEasy) {
    if idle.count < Self.idleLimit { idle.append(easy) }
  }

  func report(_ event: TransportEvent) {
    events.append(event)
  }

  /// Delivers the events since the last call in one batch.
  func deliver() {
    guard !events.isEmpty else { return }
    let batch = events
    events = []
    channel.deliver(batch)
  }

  private func headerList() throws(TransferFailure) -> CurlHeaderList {
    if let headers { return headers }
    let list = try CurlHeaderList([
      "Authorization: \(channel.endpoint.keys.authorization)",
      "Accept: application/json",
      "Content-Type: application/json",
      // No request is large enough to wait for 100 (Continue) (RFC 9110, section 10.1.1).
      "Expect:",
    ])
    headers = list
    return list
  }
}
