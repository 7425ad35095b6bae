/// What a job does, as far as jobs are counted by it.
package enum JobKind: Int, CaseIterable, Hashable, Sendable {
  /// Sends a text.
  case message = 0
  /// Sends a login code: the requests `verify` and `enroll`.
  case code = 1
  /// Compares a code that a person typed.
  case check = 2
  /// Any other request.
  case command = 3

  /// Whether it is sent to a phone.
  package var isSent: Bool { self == .message || self == .code }

  /// Its name in metrics.
  package var name: String {
    switch self {
    case .message: "message"
    case .code: "code"
    case .check: "check"
    case .command: "command"
    }
  }
}

extension Submission {
  /// What its job does.
  package var jobKind: JobKind {
    switch content {
    case .message: .message
    case .code: .code
    case .check: .check
    case .command, .unenroll, .batch: .command
    }
  }
}
