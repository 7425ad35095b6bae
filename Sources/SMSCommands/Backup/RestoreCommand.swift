internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSJSON

/// `restore FILE`: replaces the ledger with a backup.
struct RestoreCommand: Subcommand {
  private static let yes = OptionSpecification(
    "yes",
    help: "replace a ledger that holds jobs; it is kept under another name"
  )

  static let specification = Specification(
    "restore",
    summary: "put a backup in the place of the ledger",
    positionals: [.init("FILE", help: "what 'backup' made")],
    options: [yes, .json, .config],
    notes: [
      """
      The daemon must be stopped (else exit status 75). It then starts held: it cannot know what \
      was sent since the backup, or who texted STOP. 'reconcile' finds out, and 'release --all' \
      lets it go on. Codes that were valid no longer work.
      """,
      """
      Needs root or the daemon's user (else exit status 77). Exit status: 1 FILE is no backup, is \
      damaged or of a newer version, 73 a ledger with jobs is in place, or the disk is full; \
      nothing is changed then.
      """,
    ]
  )

  private let arguments: Arguments

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let configuration = try context.configuration(arguments)
    let done: LedgerRestore.Done
    do throws(BackupError) {
      done = try LedgerRestore(state: configuration.state).run(
        arguments.positionals[0],
        replaces: arguments.has(Self.yes),
        by: context.author,
        at: context.now
      )
    } catch {
      let path = arguments.value(.config) ?? Configuration.standardPath
      throw CommandFailure(error, configuration: path)
    }
    show(done, configuration.state, context)
    return .done
  }

  private func show(_ done: LedgerRestore.Done, _ state: String, _ context: Context) {
    let backup = done.contents
    if arguments.has(.json) {
      context.console.say(
        json: JSONObject([
          ("state", .string(state)), ("backup_at", .string(Stamp.text(backup.takenAt))),
          ("backup_host", .string(backup.host)), ("backup_version", .string(backup.version)),
          ("files", .array(backup.files.keys.sorted().map { .string($0) })),
          ("kept", .array(done.kept.map { .string($0) })),
        ])
      )
      return
    }
    var lines = [
      """
      \(state): restored the backup of \(Stamp.text(backup.takenAt)) \
      (\(Span.text(backup.takenAt, from: context.now))) from \(backup.host)
      """
    ]
    lines += done.kept.map { "kept: \($0)" }
    if backup.files["secret.key"] == nil {
      lines.append("The backup has no secret.key: the daemon's own, or its credential, stays.")
    }
    lines.append("Start the daemon, which holds everything; then: \(ProgramName.value) reconcile")
    context.console.say(lines)
  }
}
