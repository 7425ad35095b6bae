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
