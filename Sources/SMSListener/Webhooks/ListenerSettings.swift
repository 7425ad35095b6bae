package import SMSCore

/// Where to listen, and what is accepted.
package struct ListenerSettings: Hashable, Sendable {
  /// A numeric IPv4 or IPv6 address of this machine.
  package var address: String
  /// 0 lets the system choose one.
  package var port: UInt16
  /// How long a request may take to arrive, and a connection may be idle between two.
  package var patience: Interval
  /// The most connections at once; for more, connections that have not shown the token are closed.
  package var connectionLimit: UInt32
  /// Addresses shared by many callers, such as a reverse proxy's; any other gets at most half of
  /// the places for connections without the token.
  package var trusted: [AddressRange]

  package init(
    address: String,
    port: UInt16,
    patience: Interval = Interval(seconds: 10),
    connectionLimit: UInt32 = 256,
    trusted: [AddressRange] = AddressRange.loopback
  ) {
    self.address = address
    self.port = port
    self.patience = patience
    self.connectionLimit = connectionLimit
    self.trusted = trusted
  }
}
