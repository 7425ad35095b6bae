package import SMSArguments
internal import SMSDaemon

/// One subcommand: its table, its arguments, its work.
package protocol Subcommand: Sendable {
  static var specification: Specification { get }

  /// Who may run it by asking the daemon; `.local` unless declared.
  static var access: CommandAccess { get }

  /// Interprets the parsed arguments.
  ///
  /// - Throws: `UsageError` for an invalid value or combination.
  init(_ arguments: Arguments) throws(UsageError)

  /// Its words with what they say is on standard input, for the process that runs it for a caller:
  /// that one has another input.
  ///
  /// - Throws: `CommandFailure` if the input cannot be read.
  static func withInput(_ words: [String]) throws(CommandFailure) -> [String]

  /// Does the work, and writes its output.
  ///
  /// - Returns: The exit status, `.done` or `.endedOtherwise`, of work that was carried out.
  /// - Throws: `CommandFailure`, which the program reports, if it was not.
  func run(_ context: Context) async throws(CommandFailure) -> ExitCode

  /// Reports, as its own output, that it could not be run; nil if it is reported like any failure.
  func verdict(on failure: CommandFailure, _ context: Context) -> ExitCode?
}

extension Subcommand {
  package static var access: CommandAccess { .local }

  package static func withInput(_ words: [String]) throws(CommandFailure) -> [String] { words }

  package func verdict(on failure: CommandFailure, _ context: Context) -> ExitCode? { nil }
}

/// Who may run a command at the console's socket.
package enum CommandAccess: Sendable {
  /// Nobody: it works on files of this user, or needs more than the daemon's user may do.
  case local
  /// Whoever may read.
  case reads
  /// Whoever may act.
  case acts

  /// Who may run a command that reads, for its help.
  static let readersNote = """
    Needs root or the daemon's user (else exit status 77). Members of the group \
    \(Configuration.Console.standardReadGroup) are answered by the running daemon (else 69), and see \
    only the last four digits of phone numbers.
    """
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
    StatusCommand.self, AuditCommand.self, ReportCostCommand.self,
    LedgerCheckCommand.self, LedgerSalvageCommand.self, LedgerNewCommand.self,
    CancelCommand.self, UpdateCommand.self, HoldCommand.self, ReleaseCommand.self,
    RetryCommand.self,
    FlushCommand.self,
    BatchListCommand.self, BatchShowCommand.self, BatchHoldCommand.self, BatchReleaseCommand.self,
    BatchCancelCommand.self, BatchReportCommand.self,
    OptOutListCommand.self, OptOutCheckCommand.self, OptOutHistoryCommand.self,
    OptOutAddCommand.self, OptOutRemoveCommand.self, OptOutImportCommand.self,
    OptOutExportCommand.self,
    ExportCommand.self, EraseCommand.self,
    LookupCommand.self,
    ConsoleCommand.self, ConsoleRevokeCommand.self,
    AlarmsTestCommand.self,
    BackupCommand.self, RestoreCommand.self, ReconcileCommand.self,
    CallbacksShowCommand.self, CallbacksSetCommand.self, CallbacksRemoveCommand.self,
    CallbacksTokenCommand.self,
    NumbersListCommand.self, NumbersSearchCommand.self, NumbersShowCommand.self,
    NumbersBuyCommand.self, NumbersSetCommand.self, NumbersReleaseCommand.self,
    ConfigCheckCommand.self, DoctorCommand.self,
    CompletionCommand.self, ManualCommand.self,
  ]
}
