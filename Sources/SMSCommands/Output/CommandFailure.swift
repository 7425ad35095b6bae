package import SMSCore
package import SMSSystem

/// Why a subcommand could not do its work, with what to do about it and the exit status.
package struct CommandFailure: Error, Equatable, Sendable {
  package let status: ExitCode
  /// What happened, in one sentence without a full stop.
  package let message: String
  /// What to do about it, as sentences; may be empty.
  package let hint: String

  package init(_ status: ExitCode, _ message: String, hint: String = "") {
    self.status = status
    self.message = message
    self.hint = hint
  }
}

extension CommandFailure {
  /// A failed system call while something was done for the caller.
  ///
  /// - Parameters:
  ///   - error: The call that failed.
  ///   - status: The exit status, unless the cause is a missing right.
  ///   - hint: What to do; by default what the error itself knows.
  package init(_ error: SystemError, _ status: ExitCode, hint: String? = nil) {
    self.init(
      error.isPermissionDenied ? .noPermission : status,
      error.description,
      hint: hint ?? error.hint.map { "\($0.prefix(1).uppercased())\($0.dropFirst())." } ?? ""
    )
  }

  /// The ledger could not be opened or read.
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

/// The exit statuses of the contract; from 64 on they are those of sysexits.h.
package enum ExitCode: Int32, CaseIterable, Sendable {
  case done = 0
  /// The thing asked for ended otherwise than `sent`, `approved`, `found`, `canceled` or `done`.
  case endedOtherwise = 1
  case usage = 64
  case noSuchID = 66
  /// Daemon or provider not reachable.
  case unavailable = 69
  case internalError = 70
  case cannotCreate = 73
  /// Try again later: a wait timed out, another daemon holds the state directory.
  case tryAgain = 75
  case noPermission = 77
  case configuration = 78
}
