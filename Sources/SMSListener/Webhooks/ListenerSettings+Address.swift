extension ListenerSettings {
  /// Whether a text is a numeric IPv4 or IPv6 address.
  package static func isAddress(_ text: String) -> Bool {
    IPAddress(text) != nil
  }

  /// Whether an address can only be reached from this machine.
  package static func isLoopback(_ text: String) -> Bool {
    guard let address = IPAddress(text) else { return false }
    return AddressRange.loopback.contains { $0.contains(address) }
  }
}
