internal import SMSArguments
internal import SMSDaemon
internal import SMSJSON
internal import SMSProducer

/// `alarms test`: raises and clears an alarm, through the daemon.
struct AlarmsTestCommand: Subcommand {
  /// How long the daemon may take, in seconds: two runs of a command that does not end.
  private static let workSeconds: Int64 = 120

  static let specification = Specification(
    "alarms",
    "test",
    summary: "raise and clear a test alarm, and report how the command ended and what was written",
    options: OperatorCommand.options,
    notes: [
      """
      Shows whether alarms arrive: the daemon runs `alarms.command` and writes to \
      `alarms.directory`, as for any alarm, so what its unit denies is denied here too. There is no \
      second attempt. Exit status: 1 if any of it failed.
      """,
      OperatorCommand.note,
    ]
  )

  static let access = CommandAccess.acts

  private let arguments: Arguments
  private let seconds: Double

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
    seconds = try arguments.seconds(OperatorCommand.timeout) ?? OperatorSpool.usualSeconds
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let configuration = try context.running(arguments)
    guard configuration.alarms?.command != nil || configuration.alarms?.directory != nil else {
      throw CommandFailure(
        .configuration,
        "no alarms are configured",
        hint: "Set `alarms.command` or `alarms.directory`, and reload the daemon."
      )
    }
    let spool = try OperatorSpool(configuration, context, seconds: seconds, for: "alarms test")
    let report = try await spool.report(of: "alarm", workSeconds: Self.workSeconds)
    if arguments.has(.json) {
      context.console.say(json: report)
    } else {
      context.console.say(Self.lines(report))
    }
    return report["good"]?.bool == true ? .done : .endedOtherwise
  }

  private static func lines(_ report: JSONObject) -> [String] {
    (report["deliveries"]?.array ?? []).compactMap(\.object).map { delivery in
      let mark = delivery["good"]?.bool == true ? "ok    " : "FAIL  "
      let words = ["by", "state", "outcome"].map { delivery[$0]?.string ?? "" }
      return "\(mark)\(words[0]), \(words[1]): \(words[2])"
    }
  }
}
