/// What is left to tell of a scripted server's connection when it is over.
package struct ConnectionEnd: Equatable, Sendable {
  /// Why it ended.
  package enum Cause: Equatable, Sendable {
    /// The server closed it: the script came to its end, or the server was stopped.
    case server

    /// The client closed it (FIN).
    case client

    /// The client reset it (RST).
    case reset
  }

  /// Which connection it was, from 0.
  package let connection: Int

  package let cause: Cause

  /// All bytes that came from the client.
  package let received: [UInt8]
}
