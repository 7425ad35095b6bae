package import SMSSystem

/// A port of 127.0.0.1 that refuses every connection as long as this object exists.
package final class RefusingPort: Sendable {
  /// The port.
  package let port: UInt16

  /// Bound, so that no other process gets the port, but not listening.
  private let descriptor: FileDescriptor

  package init() throws(SystemError) {
    let bound = try LoopbackSocket.bound()
    port = try LoopbackSocket.port(of: bound)
    descriptor = bound
  }
}
