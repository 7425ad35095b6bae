package import SMSCore
package import SMSSystem

/// What the transport reports, in the order in which it happened.
package enum TransportEvent: Sendable {
  /// The request is leaving now.
  ///
  /// Reported at most once for each transfer, and always before its end.
  case left(TransferRequest, at: MonotonicTime)
  /// The transfer is over; reported exactly once for each.
  case ended(TransferRequest, TransferResult)
}

/// Why the transport could not be set up.
package enum TransportError: Error, CustomStringConvertible {
  /// libcurl could not be initialised, or refuses an option; its code and words.
  case libcurl(operation: String, reason: String)
  /// The kernel refused an epoll descriptor.
  case system(SystemError)

  package var description: String {
    switch self {
    case .libcurl(let operation, let reason): "\(operation): \(reason) (libcurl)"
    case .system(let error): error.description
    }
  }
}
