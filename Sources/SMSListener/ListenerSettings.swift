package import SMSCore

/// Where to listen, and what is taken.
package struct ListenerSettings: Hashable, Sendable {
  /// An IPv4 or IPv6 address of this machine, in digits.
  package var address: String
  /// 0 lets the system pick one.
  package var port: UInt16
  /// How long a request may take to come, and a connection to rest between two.
  package var patience: Interval
  /// Connections at once; further ones wait in the kernel's queue.
  package var connectionLimit: UInt32

  package init(
    address: String,
    port: UInt16,
    patience: Interval = Interval(seconds: 10),
    connectionLimit: UInt32 = 256
  ) {
    self.address = address
    self.port = port
    self.patience = patience
    self.connectionLimit = connectionLimit
  }
}
