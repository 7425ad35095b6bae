internal import SMSCore

/// Where a server listens, and how long it waits for whom.
struct ServerSettings {
  enum Place {
    /// A numeric IPv4 or IPv6 address of this machine, and a port; 0 lets the system choose one.
    case network(String, port: UInt16)
    /// A listening, non-blocking local socket, which the server closes when it stops.
    case socket(Int32)
  }

  var place: Place
  /// How long a request may take to arrive, and a connection may be idle between two.
  var patience: Interval
  /// The most connections at once.
  var connectionLimit: UInt32
  /// Addresses that have no share of the places.
  var trusted: [AddressRange]
}
