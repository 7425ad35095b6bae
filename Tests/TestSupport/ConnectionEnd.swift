/// How a scripted server's connection ended.
package struct ConnectionEnd: Equatable, Sendable {
  /// Why it ended.
  package enum Cause: Equatable, Sendable {
    /// The server closed it: the script ended, or the server was stopped.
    case server

    /// The client closed it (FIN).
    case client

    /// The client reset it (RST).
    case reset
  }

  /// The number of the connection, from 0.
  package let connection: Int

  package let cause: Cause

  /// All bytes received from the client.
  package let received: [UInt8]
}
