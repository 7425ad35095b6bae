extension ListenerSettings {
  /// Whether a text is an IPv4 or IPv6 address in digits.
  package static func isAddress(_ text: String) -> Bool {
    IPAddress(text) != nil
  }

  /// Whether an address is reached from this machine alone.
  package static func isLoopback(_ text: String) -> Bool {
    guard let address = IPAddress(text) else { return false }
    return AddressRange.loopback.contains { $0.contains(address) }
  }
}
