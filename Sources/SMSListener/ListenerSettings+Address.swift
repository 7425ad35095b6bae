internal import CMicrohttpd

extension ListenerSettings {
  /// Whether a text is an IPv4 or IPv6 address in digits.
  package static func isAddress(_ text: String) -> Bool {
    SocketAddress(text, port: 0) != nil
  }

  /// Whether an address is reached from this machine alone.
  package static func isLoopback(_ text: String) -> Bool {
    guard let address = SocketAddress(text, port: 0) else { return false }
    return address.withPointer { SocketAddress.isLoopback(UnsafeRawPointer($0)) }
  }
}
