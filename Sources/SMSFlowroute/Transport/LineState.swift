/// What the transport holds for one line: idle handles, and what is to be told after this turn.
final class LineState {
  let line: Line
  private let sockets: SocketSet
  private var headers: CurlHeaderList?
  private var idle: [CurlEasy] = []
  private var events: [TransportEvent] = []
  /// How many of the line's transfers are under way.
  var runningCount = 0
  /// Set once the line's owner is gone: what is under way ends, then the state goes.
  var isRetired = false

  /// A burst's handles beyond this many are not kept for the next one.
  private static let idleLimit = 256

  init(line: Line, sockets: SocketSet) {
    self.line = line
    self.sockets = sockets
  }

  /// A handle that is ready for a request of this line.
  func handle() throws(TransferFailure) -> CurlEasy {
    if let easy = idle.popLast() { return easy }
    return try CurlEasy(endpoint: line.endpoint, headers: headerList(), sockets: sockets)
  }

  /// Takes back a handle whose transfer is over.
  func keep(_ easy: CurlEasy) {
    if idle.count < Self.idleLimit { idle.append(easy) }
  }

  func tell(_ event: TransportEvent) {
    events.append(event)
  }

  /// Hands over what happened since the last call, in one batch.
  func deliver() {
    guard !events.isEmpty else { return }
    let batch = events
    events = []
    line.deliver(batch)
  }

  private func headerList() throws(TransferFailure) -> CurlHeaderList {
    if let headers { return headers }
    let list = try CurlHeaderList([
      "Authorization: \(line.endpoint.keys.authorization)",
      "Accept: application/json",
      "Content-Type: application/json",
      // No request is large enough to ask first (RFC 9110, section 10.1.1).
      "Expect:",
    ])
    headers = list
    return list
  }
}
