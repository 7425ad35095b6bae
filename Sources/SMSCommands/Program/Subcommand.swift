package import SMSArguments

/// One subcommand: its table, its arguments, its work.
package protocol Subcommand: Sendable {
  static var specification: Specification { get }

  /// Interprets the parsed arguments.
  ///
  /// - Throws: `UsageError` for an invalid value or combination.
  init(_ arguments: Arguments) throws(UsageError)

  /// Does the work, and writes its output.
  ///
  /// - Returns: The exit status, `.done` or `.endedOtherwise`, of work that was carried out.
  /// - Throws: `CommandFailure`, which the program reports, if it was not.
  func run(_ context: Context) async throws(CommandFailure) -> ExitCode
}

/// All subcommands, in the order of the help.
package enum Subcommands {
  package static let all: [any Subcommand.Type] = [
    DemoCommand.self, ServeCommand.self,
    SubmitCommand.self, WaitCommand.self,
    VerifyStartCommand.self, VerifyCheckCommand.self,
    EnrollStartCommand.self, EnrollCheckCommand.self, EnrollListCommand.self,
    EnrollRemoveCommand.self,
    ShowCommand.self, ListCommand.self, HistoryCommand.self, AgesCommand.self,
    StatusCommand.self, AuditCommand.self,
    LedgerCheckCommand.self, LedgerSalvageCommand.self, LedgerNewCommand.self,
    CancelCommand.self, HoldCommand.self, ReleaseCommand.self, RetryCommand.self, FlushCommand.self,
    OptOutListCommand.self, OptOutCheckCommand.self, OptOutHistoryCommand.self,
    OptOutAddCommand.self, OptOutRemoveCommand.self, OptOutImportCommand.self,
    OptOutExportCommand.self,
    LookupCommand.self,
    AlarmsTestCommand.self,
    BackupCommand.self, RestoreCommand.self, ReconcileCommand.self,
    CallbacksShowCommand.self, CallbacksSetCommand.self, CallbacksRemoveCommand.self,
    CallbacksTokenCommand.self,
    ConfigCheckCommand.self, DoctorCommand.self,
    CompletionCommand.self, ManualCommand.self,
  ]
}
