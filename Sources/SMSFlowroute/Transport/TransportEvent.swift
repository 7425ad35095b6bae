package import SMSCore

/// What the transport tells, in the order in which it happened.
package enum TransportEvent: Sendable {
  /// The request is leaving now.
  ///
  /// Told at most once for each transfer, and always before its end.
  case left(TransferRequest, at: MonotonicTime)
  /// The transfer is over; told exactly once for each.
  case ended(TransferRequest, TransferResult)
}
