internal import SMSArguments
internal import SMSDaemon
internal import SMSJSON
internal import SMSProducer

/// `reconcile`: finds out what was sent since the backup.
struct ReconcileCommand: Subcommand {
  /// In seconds; a list of a million messages takes 17 minutes, at one page per second.
  private static let workSeconds: Int64 = 6 * 3_600

  static let specification = Specification(
    "reconcile",
    summary: "find out what was sent since the backup that was restored",
    options: OperatorCommand.options,
    notes: [
      """
      Reads the results in all spools, and then the provider's lists, from just before the backup \
      on: messages that were sent since are marked so, those that may have been become uncertain \
      unless the configuration resends such, ids of requests accepted since stay taken, and STOP \
      and START are heeded. Begins with the lists no sooner after the restore than a \
      message may take to show there (uncertain.looks_after_seconds). It can be repeated.
      """,
      "Exit status: 1 if not all could be read; 'release --all' then asks for --yes.",
      OperatorCommand.note,
    ]
  )

  private let arguments: Arguments
  private let seconds: Double

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
    seconds = try arguments.seconds(OperatorCommand.timeout) ?? OperatorSpool.usualSeconds
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let configuration = try context.running(arguments)
    let spool = try OperatorSpool(configuration, context, seconds: seconds, for: "reconcile")
    let report = try await spool.report(of: "reconcile", workSeconds: Self.workSeconds)
    if arguments.has(.json) {
      context.console.say(json: report)
    } else {
      context.console.say(Self.lines(report))
    }
    let isDone = report["restored"]?.bool == false || report["complete"]?.bool == true
    return isDone ? .done : .endedOtherwise
  }

  /// The report as text.
  static func lines(_ report: JSONObject) -> [String] {
    guard report["restored"]?.bool == true else {
      return ["The ledger was not restored from a backup, or was released: nothing to do."]
    }
    func count(_ name: String) -> Int64 { report[name]?.number?.int64 ?? 0 }
    var lines = [
      "results read: \(count("results")), jobs ended by them: \(count("settled_by_result"))",
      "ids taken by requests accepted since the backup: \(count("ids_taken"))",
      "messages in the provider's lists: \(count("listed")), jobs marked as sent by them: "
        + "\(count("found_in_list"))",
      "opt-outs switched by replies: \(count("opt_outs"))",
    ]
    if count("lost") > 0 {
      lines.append(
        "messages lost with the old ledger (their results become uncertain): \(count("lost"))"
      )
    }
    if count("uncertain") > 0 {
      lines.append(
        "jobs that the lists may show or not (their results become uncertain): "
          + "\(count("uncertain"))"
      )
    }
    if count("unmatched") > 0 {
      lines.append("messages in the lists that belong to no job: \(count("unmatched"))")
    }
    let faults = (report["faults"]?.array ?? []).compactMap(\.string)
    lines += faults.map { "not read: \($0)" }
    lines.append(
      faults.isEmpty
        ? "\(count("waiting")) wait; '\(ProgramName.value) release --all' sends them"
        : "\(count("waiting")) wait; repair what is above, and run reconcile again"
    )
    return lines
  }
}
