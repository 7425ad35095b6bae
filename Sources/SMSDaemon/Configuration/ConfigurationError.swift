package import SMSJSON
package import SMSSystem

/// Why a configuration is unusable; the exit status is 78.
package enum ConfigurationError: Error, Sendable {
  /// The file cannot be read.
  case unreadable(SystemError)
  /// It is larger than `limit` bytes.
  case tooLarge(path: String, limit: Int)
  /// It is not JSON5.
  case malformed(path: String, JSONFault)
  /// It breaks rules; every fault is reported.
  case faults(path: String, Faults)
  /// The keys of some accounts are unavailable.
  case keys([CredentialError])
  /// The system's time zones do not allow its windows; one line for each fault.
  case zones([String])

  /// One line per fault, each with the path of its member.
  package var lines: [String] {
    switch self {
    case .unreadable(let error):
      ["\(error)"]
    case .tooLarge(let path, let limit):
      ["\(path): must not be larger than \(limit) bytes"]
    case .malformed(let path, let fault):
      ["\(path): \(fault)"]
    case .faults(_, let faults):
      faults.faults.map { fault in
        fault.repair.isEmpty ? "\(fault)" : "\(fault). \(fault.repair)"
      } + (faults.omittedCount > 0 ? ["and \(faults.omittedCount) more"] : [])
    case .keys(let errors):
      errors.map { "\($0)" }
    case .zones(let faults):
      faults
    }
  }
}
