package import SMSSystem

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
