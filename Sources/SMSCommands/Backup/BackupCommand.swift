internal import SMSArguments
internal import SMSDaemon
internal import SMSJSON
internal import SMSProducer
internal import SMSSystem

/// `backup FILE`: the ledger, its secret key and its token in one file.
struct BackupCommand: Subcommand {
  private static let force = OptionSpecification(
    "force",
    help: "replace FILE if it is there"
  )
  /// How long the daemon may take, in seconds; a large ledger on a slow disk takes minutes.
  private static let workSeconds: Int64 = 3_600

  static let specification = Specification(
    "backup",
    summary: "copy the ledger, its secret key and its token into one file",
    positionals: [.init("FILE", help: "the backup; mode 0600, of whoever runs this")],
    options: [force, OperatorCommand.timeout, .json, .config],
    notes: [
      """
      A running daemon makes the copy beside its work, in the state directory, which needs as much \
      room as the ledger; without a daemon this command does. FILE is whole and on the disk when \
      it appears. It contains texts that are not sent yet, and the key: keep it as safe as the ledger.
      """,
      "Needs root or the daemon's user (else exit status 77). Exit status: 73 FILE cannot be made.",
    ]
  )

  private let arguments: Arguments
  private let path: String
  private let seconds: Double

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
    path = arguments.positionals[0]
    seconds = try arguments.seconds(OperatorCommand.timeout) ?? OperatorSpool.usualSeconds
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let configuration = try context.running(arguments)
    let target = try BackupTarget(path, replaces: arguments.has(Self.force))
    let made = try await make(configuration, context)
    let state = try Self.open(configuration.state)
    try target.take(made.name, from: state)
    show(made.report, context.console)
    return .done
  }

  private typealias Made = (name: FileName, report: JSONObject)

  private func make(
    _ configuration: Configuration,
    _ context: Context
  ) async throws(CommandFailure) -> Made {
    do throws(BackupError) {
      let offline = try OfflineBackup(state: configuration.state)
      let made = try await offline.make(
        id: try context.backupID(),
        for: path,
        by: context.author,
        at: context.now
      )
      return (made.name, made.json)
    } catch {
      if case .start(.locked) = error { return try await ask(configuration, context) }
      // A missing ledger or a missing permission gets a better message.
      try LedgerAccess.check(configuration.state, for: "backup")
      let path = arguments.value(.config) ?? Configuration.standardPath
      throw CommandFailure(error, configuration: path)
    }
  }

  private func ask(
    _ configuration: Configuration,
    _ context: Context
  ) async throws(CommandFailure) -> Made {
    let spool = try OperatorSpool(configuration, context, seconds: seconds, for: "backup")
    let report = try await spool.report(of: "backup", for: path, workSeconds: Self.workSeconds)
    guard let name = report["file"]?.string.flatMap({ FileName($0) }) else {
      throw CommandFailure(.internalError, "the daemon's report does not name the backup's file")
    }
    return (name, report)
  }

  private static func open(_ state: String) throws(CommandFailure) -> Directory {
    do throws(SystemError) {
      return try Directory(path: state)
    } catch {
      throw LedgerAccess.denied(error, state, "backup")
    }
  }

  private func show(_ report: JSONObject, _ console: Console) {
    var report = report
    report.set("file", .string(path))
    if arguments.has(.json) { return console.say(json: report) }
    let size = (report["bytes"]?.number?.int64 ?? 0) / 1024
    let files = (report["files"]?.array ?? []).compactMap(\.string)
    let rest = files.isEmpty ? "" : " with \(files.joined(separator: " and "))"
    console.say("\(path): \(size) KiB, the ledger\(rest)")
  }
}

extension Context {
  /// A name for the copy while it is being made.
  fileprivate func backupID() throws(BackupError) -> String {
    try rethrowing(BackupError.system) { () throws(SystemError) in
      try RequestIDs.make(at: wall())
    }
  }
}
