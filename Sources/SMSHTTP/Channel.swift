/// An endpoint together with the receiver of what becomes of its transfers.
///
/// Other settings need another channel. Channels share a connection only where libcurl finds them alike
/// in host, proxy and certificates.
package final class Channel: Sendable {
  package let endpoint: Endpoint
  /// Called on the transport's queue, at most once per turn, with all that happened in it.
  package let deliver: @Sendable ([TransportEvent]) -> Void

  package init(
    endpoint: Endpoint,
    deliver: @escaping @Sendable ([TransportEvent]) -> Void
  ) {
    self.endpoint = endpoint
    self.deliver = deliver
  }
}

/// What the transport holds for one channel: idle handles, and what is to be reported after this turn.
final class ChannelState {
  let channel: Channel
  private let sockets: SocketSet
  private var headers: CurlHeaderList?
  private var idle: [CurlEasy] = []
  private var events: [TransportEvent] = []
  /// How many of the channel's transfers are under way.
  var runningCount = 0
  /// Set once the channel's owner is gone: what is under way ends, then the state is removed.
  var isRetired = false

  /// A burst's handles beyond this many are not kept for the next one.
  private static let idleLimit = 256

  init(channel: Channel, sockets: SocketSet) {
    self.channel = channel
    self.sockets = sockets
  }

  /// A handle that is ready for a request of this channel.
  func handle() throws(TransferFailure) -> CurlEasy {
    if let easy = idle.popLast() { return easy }
    return try CurlEasy(endpoint: channel.endpoint, headers: headerList(), sockets: sockets)
  }

  /// Takes back a handle whose transfer is over.
  func keep(_ easy: CurlEasy) {
    if idle.count < Self.idleLimit { idle.append(easy) }
  }

  func report(_ event: TransportEvent) {
    events.append(event)
  }

  /// Hands over what happened since the last call, in one batch.
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
      // No request is large enough to ask first (RFC 9110, section 10.1.1).
      "Expect:",
    ])
    headers = list
    return list
  }
}
