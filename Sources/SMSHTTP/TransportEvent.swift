package import SMSCore
package import SMSSystem

/// What the transport reports, in order of occurrence.
package enum TransportEvent: Sendable {
  /// The request is about to be sent.
  ///
  /// Reported at most once per transfer, always before its end.
  case left(TransferRequest, at: MonotonicTime)
  /// The transfer has ended; reported exactly once per transfer.
  case ended(TransferRequest, TransferResult)
}

/// Why the transport could not be set up.
package enum TransportError: Error, CustomStringConvertible {
  /// libcurl could not be initialised or refused an option, with its reason.
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
