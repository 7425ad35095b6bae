/// Why the simulator could not start.
package enum SimulatorError: Error, Equatable {
  /// libmicrohttpd could not listen on the port of 127.0.0.1: it is taken, or not allowed.
  case cannotListen(port: UInt16)
  /// The system refused a descriptor.
  case system(String)
}

extension SimulatorError: CustomStringConvertible {
  /// The error with a hint.
  package var description: String {
    switch self {
    case .cannotListen(let port):
      "cannot listen on 127.0.0.1:\(port): choose another --port, or 0 for any that is free"
    case .system(let cause):
      "cannot watch the connections: \(cause)"
    }
  }
}
