internal import CMicrohttpd

/// By when each connection must have done something: sent its next request, including the body, or
/// taken a part of its answer.
///
/// libmicrohttpd's own timeout only limits silence: with a byte every second a connection could be
/// held forever. There are a few hundred connections at most, so checking all of them is cheap.
struct Deadlines {
  private var times: [OpaquePointer: Int64] = [:]
  private let patience: Int64

  /// - Parameter patience: How long it may take unless another time is given, in nanoseconds.
  init(patience: Int64) {
    self.patience = patience
  }

  /// The next deadline, in monotonic nanoseconds; nil if no connection has one.
  var next: Int64? { times.values.min() }

  /// Starts a connection's deadline.
  mutating func begin(_ connection: OpaquePointer, at now: Int64, for patience: Int64? = nil) {
    times[connection] = now + (patience ?? self.patience)
  }

  /// The connection waits for us, or is closed.
  mutating func end(_ connection: OpaquePointer) {
    times[connection] = nil
  }

  /// Removes and returns the connections whose deadline has passed.
  mutating func takeOver(at now: Int64) -> [OpaquePointer] {
    guard let next, next <= now else { return [] }
    let over = times.filter { $0.value <= now }.map(\.key)
    for connection in over { times[connection] = nil }
    return over
  }
}
