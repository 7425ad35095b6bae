internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSProducer

/// `hold`: stops the sending of everything, a spool, an account, one job, or all jobs that match.
struct HoldCommand: Subcommand {
  static let specification = Specification(
    "hold",
    summary: "hold everything, a spool, an account, one job, or all that match",
    synopses: [
      "--all | --spool NAME | --account NAME | ID [--spool NAME]", "--to NUMBER … [--yes]",
    ],
    positionals: [ScopeArgument.positional],
    options: ScopeArgument.options + [MatchedJobs.yes] + OperatorCommand.options,
    notes: [
      """
      A hold on everything, a spool or an account is a switch: jobs stay queued, and new ones are \
      accepted. It outlives a restart; 'release' ends it. Other options hold the jobs that match \
      and wait now.
      """,
      MatchedJobs.note,
      OperatorCommand.note,
    ]
  )

  static let access = CommandAccess.acts

  private let command: OperatorCommand
  /// nil if jobs are selected.
  private let scope: ScopeArgument?
  private let jobs: MatchedJobs

  init(_ arguments: Arguments) throws(UsageError) {
    command = try OperatorCommand("hold", arguments)
    jobs = try MatchedJobs(.hold, command, arguments)
    scope = try ScopeArgument(arguments, jobs.given)
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    guard let scope else { return try await jobs.run(context) }
    return try await command.run(context, scope.members) { _, _ in
      "held: \(scope.words); '\(ProgramName.value) release \(scope.options)' lets it go on"
    }
  }
}

/// `release`: ends a hold.
struct ReleaseCommand: Subcommand {
  private static let yes = OptionSpecification(
    MatchedJobs.yes.name,
    help: """
      do not ask before releasing all jobs that match; with --all: release a restored ledger that \
      was not reconciled
      """
  )

  static let specification = Specification(
    "release",
    summary: "end a hold",
    synopses: [
      "--all | --spool NAME | --account NAME | ID [--spool NAME]",
      "--sender NUMBER [--spool NAME]", "--to NUMBER … [--yes]",
    ],
    positionals: [ScopeArgument.positional],
    options: ScopeArgument.options + [ScopeArgument.sender, yes] + OperatorCommand.options,
    notes: [
      """
      --all also ends the state of a ledger that was restored from a backup: run 'reconcile' \
      first, or what was sent since the backup is sent again.
      """,
      """
      --sender ends the pause of a number that was refused (HTTP 403) for ten recipients in a row; \
      it ends by itself once a message is accepted.
      """,
      """
      Each hold is a switch of its own: a job goes on when none of them is on for it. Other \
      options end the holds that matching jobs have of their own.
      """,
      MatchedJobs.note,
      OperatorCommand.note,
    ]
  )

  static let access = CommandAccess.acts

  private let command: OperatorCommand
  /// nil if jobs are selected.
  private let scope: ScopeArgument?
  private let jobs: MatchedJobs
  private let arguments: Arguments

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
    command = try OperatorCommand("release", arguments)
    jobs = try MatchedJobs(.release, command, arguments)
    scope = try ScopeArgument(arguments, jobs.given, takesSender: true)
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    guard let scope else { return try await jobs.run(context) }
    return try await command.run(
      context,
      { configuration throws(CommandFailure) in
        try refuseUnreconciled(scope, configuration, now: context.now)
        return try scope.members(configuration)
      },
      report: { _, _ in "released: \(scope.words)" }
    )
  }

  /// Keeps what was sent since the backup from being sent again by mistake.
  private func refuseUnreconciled(
    _ scope: ScopeArgument,
    _ configuration: Configuration,
    now: WallTime
  ) throws(CommandFailure) {
    guard scope.isAll, !arguments.has(Self.yes) else { return }
    let view = try LedgerAccess.open(configuration, for: "release \(scope.options)")
    if let failure = CommandFailure(releasingAllOf: view) { throw failure }
  }
}

extension CommandFailure {
  /// Why everything is not to be released yet: the ledger was restored from a backup, and not
  /// reconciled; nil if it may be.
  init?(releasingAllOf ledger: any LedgerReader) {
    guard let restoration = try? ledger.restoration(), restoration.reconciledAt == nil else {
      return nil
    }
    self.init(
      .endedOtherwise,
      "the ledger was restored from a backup of \(Stamp.text(restoration.backupAt)), and was not "
        + "reconciled since",
      hint: """
        Run '\(ProgramName.value) reconcile' first. To send everything that waited in the backup \
        anyway, including what was sent since: release --all --yes.
        """
    )
  }
}
