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
