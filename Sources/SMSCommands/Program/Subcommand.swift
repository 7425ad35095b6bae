package import SMSArguments

/// One subcommand: its table, its reading of the command line, its work.
package protocol Subcommand: Sendable {
  static var specification: Specification { get }

  /// Reads what the parser took apart.
  ///
  /// - Throws: `UsageError` for values that fit no rule.
  init(_ arguments: Arguments) throws(UsageError)

  /// Does the work and writes what there is to tell.
  ///
  /// - Returns: The exit status of work that was done, `.done` or `.endedOtherwise`.
  /// - Throws: `CommandFailure`, which the program tells.
  func run(_ context: Context) async throws(CommandFailure) -> ExitCode
}

/// The table of subcommands, in the order that the help lists them.
package enum Subcommands {
  package static let all: [any Subcommand.Type] = [
    DemoCommand.self, ServeCommand.self,
    SubmitCommand.self, WaitCommand.self,
    VerifyStartCommand.self, VerifyCheckCommand.self,
    EnrollStartCommand.self, EnrollCheckCommand.self, EnrollListCommand.self,
    EnrollRemoveCommand.self,
    ShowCommand.self, ListCommand.self, StatusCommand.self,
    LedgerCheckCommand.self, LedgerSalvageCommand.self, LedgerNewCommand.self,
    CancelCommand.self, HoldCommand.self, ReleaseCommand.self, RetryCommand.self, FlushCommand.self,
    OptOutListCommand.self, OptOutAddCommand.self, OptOutRemoveCommand.self,
    LookupCommand.self,
    BackupCommand.self, RestoreCommand.self, ReconcileCommand.self,
    CallbacksShowCommand.self, CallbacksSetCommand.self, CallbacksRemoveCommand.self,
    CallbacksTokenCommand.self,
    ConfigCheckCommand.self, DoctorCommand.self,
    CompletionCommand.self, ManualCommand.self,
  ]
}
