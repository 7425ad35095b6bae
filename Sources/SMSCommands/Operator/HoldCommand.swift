internal import SMSDaemon
internal import SMSSpool

/// `hold`: stops sending, of everything, a spool, an account or one job.
struct HoldCommand: Subcommand {
  static let specification = Specification(
    "hold",
    summary: "hold everything, a spool, an account or one job",
    positionals: [ScopeArgument.positional],
    options: ScopeArgument.options + OperatorCommand.options,
    notes: [
      """
      A hold on everything, a spool or an account is a switch: jobs stay queued, and new ones are \
      accepted. It outlives a restart; 'release' ends it.
      """,
      OperatorCommand.note,
    ]
  )

  private let command: OperatorCommand
  private let scope: ScopeArgument

  init(_ arguments: Arguments) throws(UsageError) {
    command = try OperatorCommand("hold", arguments)
    scope = try ScopeArgument(arguments)
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    try await command.run(context, scope.members) { _, _ in
      "held: \(scope.words); '\(ProgramName.value) release \(scope.options)' lets it go on"
    }
  }
}

/// `release`: ends a hold.
struct ReleaseCommand: Subcommand {
  static let specification = Specification(
    "release",
    summary: "end a hold",
    positionals: [ScopeArgument.positional],
    options: ScopeArgument.options + OperatorCommand.options,
    notes: [
      "Each hold is a switch of its own: a job goes on when none of them is on for it.",
      OperatorCommand.note,
    ]
  )

  private let command: OperatorCommand
  private let scope: ScopeArgument

  init(_ arguments: Arguments) throws(UsageError) {
    command = try OperatorCommand("release", arguments)
    scope = try ScopeArgument(arguments)
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    try await command.run(context, scope.members) { _, _ in "released: \(scope.words)" }
  }
}
