package import SMSCore

/// Where to listen, and what is taken.
package struct ListenerSettings: Hashable, Sendable {
  /// An IPv4 or IPv6 address of this machine, in digits.
  package var address: String
  /// 0 lets the system pick one.
  package var port: UInt16
  /// How long a request may take to come, and a connection to rest between two.
  package var patience: Interval
  /// Connections at once; for further ones those go that have not shown the token.
  package var connectionLimit: UInt32
  /// Addresses that stand for many callers, as a reverse proxy's does: any other one has at most half
  /// of the places for connections without the token.
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
