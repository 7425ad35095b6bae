internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSJSON
internal import SMSProducer
internal import SMSSystem

/// `erase NUMBER`: erases what is held about a phone.
struct EraseCommand: Subcommand {
  private static let yes = OptionSpecification(
    "yes",
    help: "do not ask before erasing"
  )
  /// How long the daemon may take, in seconds: it searches the ledger and the spools.
  private static let workSeconds: Int64 = 1_800

  static let specification = Specification(
    "erase",
    summary: "erase what is held about a phone",
    positionals: [OptOutArgument.positional],
    options: [yes] + OperatorCommand.options,
    notes: [
      """
      Says first what there is to erase. Numbers, texts, metadata and details go from the ledger, with \
      codes and enrollments, and files that name the phone from the spools. Ids, states and times of \
      its messages stay, under a keyed digest by which 'list --to' and 'history' find them: the same \
      request is not sent again. Opt-outs stay with the number, so that nobody texts the person again.
      """,
      """
      A terminal is asked; otherwise nothing is erased without --yes. Refused while messages to the \
      phone have not ended. The exit status is 1 in both cases. It does not reach backups, \
      the journal, files of producers, and the provider.
      """,
      OperatorCommand.note,
    ]
  )

  private let arguments: Arguments
  private let command: OperatorCommand
  private let phone: PhoneNumber

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
    command = try OperatorCommand("erase", arguments)
    phone = try OptOutArgument.number(arguments.positionals[0], "NUMBER")
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let configuration = try context.running(arguments)
    guard configuration.account(of: phone) == nil else {
      throw CommandFailure(
        .usage,
        "\(phone.digits) is a number of yours",
        hint: "Name the phone of the person; accounts.*.numbers of the configuration are yours."
      )
    }
    let ledger = try LedgerAccess.open(configuration, for: "erase \(phone.digits)")
    try announce(ledger, context)
    let spool = try command.spool(configuration, context)
    let result = try await spool.ask(
      JSONObject([("kind", .string(command.name)), ("to", .string(phone.digits))]),
      workSeconds: Self.workSeconds
    )
    guard result.isGood, let report = result.json["report"]?.object else {
      throw CommandFailure(result)
    }
    return show(report, context.console)
  }

  /// Says what there is to erase, and asks.
  private func announce(
    _ ledger: any LedgerReader,
    _ context: Context
  ) throws(CommandFailure) {
    let (counts, open) = try rethrowing(CommandFailure.init) { () throws(LedgerError) in
      (try ledger.counts(of: phone), try ledger.openJobs(to: phone))
    }
    guard open == 0 else {
      throw CommandFailure(
        .endedOtherwise,
        "\(Quantity.of(open, "message")) to \(phone.digits) \(open == 1 ? "has" : "have") not ended",
        hint: """
          Cancel what waits ('\(ProgramName.value) list --to \(phone.digits)' shows it), let what is \
          under way or in doubt end, and erase again.
          """
      )
    }
    let isAsked = !arguments.has(Self.yes)
    if isAsked || !arguments.has(.json) {
      for line in lines(counts) { context.console.report(line) }
    }
    guard isAsked else { return }
    guard context.hasTerminal() else {
      throw CommandFailure(
        .endedOtherwise,
        "nothing was erased: there is no terminal to ask at",
        hint: "Add --\(Self.yes.name) to erase it."
      )
    }
    let answer = context.answer("Erase this? It cannot be undone. [y/N] ")
    guard ["y", "yes"].contains(answer?.lowercased()) else {
      throw CommandFailure(.endedOtherwise, "nothing was erased")
    }
  }

  private func lines(_ counts: ErasureCounts) -> [String] {
    [
      """
      \(phone.digits): \(Quantity.of(counts.jobs, "message")), \(Quantity.of(counts.codes, "code")), \
      \(Quantity.of(counts.enrollments, "enrollment")) and \
      \(Quantity.of(counts.received, "received text")) in the ledger will be erased, and files in the \
      spools that name the phone.
      """,
      """
      \(Quantity.of(counts.optOuts, "opt-out")) with \
      \(Quantity.of(counts.optOutEvents, "event")) will stay, so that nobody texts it again.
      """,
    ]
  }

  private func show(_ report: JSONObject, _ console: Console) -> ExitCode {
    let missed = (report["missed"]?.array ?? []).compactMap(\.string)
    for place in missed { console.report("not searched: \(place)") }
    if !missed.isEmpty {
      console.report("Repair that, and erase again: what is erased already stays so.")
    }
    if arguments.has(.json) {
      console.say(json: report)
    } else {
      func erased(_ name: String) -> Int { Self.count(name, of: report["erased"]?.object) }
      func kept(_ name: String) -> Int { Self.count(name, of: report["kept"]?.object) }
      console.say(
        """
        \(phone.digits): erased \(Quantity.of(erased("jobs"), "message")), \
        \(Quantity.of(erased("codes"), "code")), \
        \(Quantity.of(erased("enrollments"), "enrollment")), \
        \(Quantity.of(erased("received"), "received text")), \
        \(Quantity.of(erased("mentions"), "mention")), \(Quantity.of(erased("files"), "file")) and \
        \(Quantity.of(erased("lines"), "line")) of batches
        """
      )
      console.say(
        """
        Kept: \(Quantity.of(kept("opt_outs"), "opt-out")) with \
        \(Quantity.of(kept("opt_out_events"), "event")). Not reached: backups, the journal, files of \
        producers, \(Composition.provider.displayName).
        """
      )
    }
    return missed.isEmpty ? .done : .endedOtherwise
  }

  private static func count(_ name: String, of object: JSONObject?) -> Int {
    object?[name]?.number?.int64.flatMap { Int(exactly: $0) } ?? 0
  }
}
