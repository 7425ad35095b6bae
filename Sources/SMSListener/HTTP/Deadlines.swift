internal import CMicrohttpd

/// Until when each connection must have brought its next request, body included.
///
/// libmicrohttpd's own limit is one of silence: a byte every second would hold a connection for
/// ever. There are a few hundred connections at most, so looking at all of them is cheap.
struct Deadlines {
  private var times: [OpaquePointer: Int64] = [:]
  private let patience: Int64

  /// - Parameter patience: Nanoseconds that a request may take.
  init(patience: Int64) {
    self.patience = patience
  }

  /// When the next one is over, in monotonic nanoseconds.
  var next: Int64? { times.values.min() }

  /// A connection has that long from now on.
  mutating func begin(_ connection: OpaquePointer, at now: Int64) {
    times[connection] = now + patience
  }

  /// A connection waits for us, or is gone.
  mutating func end(_ connection: OpaquePointer) {
    times[connection] = nil
  }

  /// Takes those whose time is over.
  mutating func takeOver(at now: Int64) -> [OpaquePointer] {
    guard let next, next <= now else { return [] }
    let over = times.filter { $0.value <= now }.map(\.key)
    for connection in over { times[connection] = nil }
    return over
  }
}
