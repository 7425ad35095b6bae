package import SMSSystem

/// A port of 127.0.0.1 where every connection is refused, as long as this object lives.
package final class RefusingPort: Sendable {
  /// The port.
  package let port: UInt16

  /// Bound, so that nobody else gets the port, but not listening.
  private let descriptor: FileDescriptor

  package init() throws(SystemError) {
    let bound = try LoopbackSocket.bound()
    port = try LoopbackSocket.port(of: bound)
    descriptor = bound
  }
}
