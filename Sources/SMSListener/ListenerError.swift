package import SMSSystem

/// Why a listener cannot be started.
package enum ListenerError: Error, Sendable, CustomStringConvertible {
  /// The text is not a numeric address.
  case badAddress(String)
  /// The port is taken or below 1024, or the address is not one of this machine.
  case cannotListen(address: String, port: UInt16)
  /// libmicrohttpd does not take a local socket.
  case cannotServe
  case system(SystemError)

  package var description: String {
    switch self {
    case .badAddress(let address):
      "listener.address: \(address) is no IPv4 or IPv6 address"
    case .cannotListen(let address, let port):
      """
      cannot listen on \(address) port \(port): another program has the port (ss -ltnp), it is \
      below 1024, or the address is not one of this machine
      """
    case .cannotServe: "the HTTP library cannot be started on a local socket"
    case .system(let error): "\(error)"
    }
  }
}
