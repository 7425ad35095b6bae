package import SMSCore
package import SMSSystem

/// Where a console listens, and who may ask.
package struct ConsoleSettings: Sendable {
  package enum Place: Sendable {
    /// A numeric address of this machine and a port; 0 lets the system choose one.
    case network(address: String, port: UInt16, NetworkAccess)
    /// A listening, non-blocking local socket, which the console closes when it stops, and whom it
    /// answers.
    case socket(Int32, admits: @Sendable (PeerCredentials) -> Bool)
  }

  /// Who may ask over the network.
  package struct NetworkAccess: Sendable {
    /// The names in `Host` besides those of this machine, each with its port unless that is the
    /// scheme's.
    package var publicHosts: Set<String>
    /// Whether the bytes are the bearer token; takes equally long for all inputs of one length.
    ///
    /// nil: no token is needed, as only this machine can connect.
    package var isToken: (@Sendable ([UInt8]) -> Bool)?

    package init(
      publicHosts: Set<String> = [],
      isToken: (@Sendable ([UInt8]) -> Bool)? = nil
    ) {
      self.publicHosts = publicHosts
      self.isToken = isToken
    }
  }

  package var place: Place
  /// How long a request may take to arrive, and a connection may be idle between two.
  package var patience: Interval
  /// The most connections at once.
  package var connectionLimit: UInt32

  package init(
    _ place: Place,
    patience: Interval = Interval(seconds: 10),
    connectionLimit: UInt32 = 64
  ) {
    self.place = place
    self.patience = patience
    self.connectionLimit = connectionLimit
  }
}
