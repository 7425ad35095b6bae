/// How long the parts of a transfer took, each in microseconds since its start.
package struct TransferTimings: Sendable, Equatable {
  /// Until the name was looked up; 0 when it was not.
  package var nameLookup: Int64 = 0
  /// Until the connection stood; 0 when it did not, or an idle one was used again.
  package var connect: Int64 = 0
  /// Until the TLS handshake was done; 0 without one.
  package var handshake: Int64 = 0
  package var total: Int64 = 0
}
