package import SMSCore
package import SMSSystem

/// Why a subcommand failed, with a hint and the exit status.
package struct CommandFailure: Error, Equatable, Sendable {
  package let status: ExitCode
  /// What happened, in one sentence without a full stop.
  package let message: String
  /// What to do about it, in sentences; may be empty.
  package let hint: String

  package init(_ status: ExitCode, _ message: String, hint: String = "") {
    self.status = status
    self.message = message
    self.hint = hint
  }
}

extension CommandFailure {
  /// A failed system call in the course of a command.
  ///
  /// - Parameters:
  ///   - error: The call that failed.
  ///   - status: The exit status, unless permission was denied.
  ///   - hint: What to do; by default the error's own hint.
  package init(_ error: SystemError, _ status: ExitCode, hint: String? = nil) {
    self.init(
      error.isPermissionDenied ? .noPermission : status,
      error.description,
      hint: hint ?? error.hint.map { "\($0.prefix(1).uppercased())\($0.dropFirst())." } ?? ""
    )
  }

  /// A ledger that could not be opened or read.
  package init(_ error: LedgerError) {
    let status: ExitCode =
      switch error.code {
      case .cannotOpen: .noPermission
      case .busy: .tryAgain
      default: .internalError
      }
    self.init(status, "\(error.operation) \(error.path): \(error.cause)", hint: error.hint)
  }
}

/// The exit statuses of the contract; those from 64 on are from sysexits.h.
package enum ExitCode: Int32, CaseIterable, Sendable {
  case done = 0
  /// The request ended, but not as `sent`, `approved`, `found`, `canceled` or `done`.
  ///
  /// For `status --check`, a warning.
  case endedOtherwise = 1
  /// `status --check`: nothing is accepted, or nothing is sent.
  case critical = 2
  /// `status --check`: how it is cannot be found out.
  case unknown = 3
  case usage = 64
  case noSuchID = 66
  /// The daemon or the provider cannot be reached.
  case unavailable = 69
  case internalError = 70
  case cannotCreate = 73
  /// Try again later: a wait timed out, or another daemon holds the state directory.
  case tryAgain = 75
  case noPermission = 77
  case configuration = 78
}
