internal import SMSSystem

/// The streams that have nothing to send, whose connections are suspended.
///
/// There are a few at most, so checking all of them is cheap.
struct SilentStreams {
  /// How long a stream may be silent before a heartbeat is sent, in nanoseconds.
  private static let longestSilence: Int64 = 15_000_000_000

  private var bodies: [OpaquePointer: StreamedBody] = [:]
  private var heartbeats = Deadlines(patience: longestSilence)

  /// When the next heartbeat is due, in monotonic nanoseconds; nil for never.
  var nextHeartbeat: Int64? { heartbeats.next }

  mutating func enter(_ body: StreamedBody, at now: Int64) {
    bodies[body.connection] = body
    heartbeats.begin(body.connection, at: now)
  }

  mutating func leave(_ connection: OpaquePointer) {
    bodies[connection] = nil
    heartbeats.end(connection)
  }

  /// Sends the heartbeats that are due, and removes and returns the streams that have something to
  /// send.
  mutating func takeReadable(at now: Int64) -> [StreamedBody] {
    for connection in heartbeats.takeOver(at: now) {
      guard let stream = bodies[connection]?.stream else { continue }
      stream.channel.writeIfEmpty(stream.heartbeat)
    }
    let readable = bodies.values.filter(\.stream.channel.isReadable)
    for body in readable { leave(body.connection) }
    return readable
  }

  /// Removes and returns all of them.
  mutating func takeAll() -> [StreamedBody] {
    defer { self = SilentStreams() }
    return Array(bodies.values)
  }
}
