internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSJSON
internal import SMSProducer

/// `submit`: submits one request, or all requests of a file, to a spool.
struct SubmitCommand: Subcommand {
  static let specification = Specification(
    "submit",
    summary: "submit a message, or many from a file, to a spool",
    options: RequestForm.options + [
      .id, .file, .csv, .rowTemplate, .toColumn, .dryRun, .spool, .wait, WaitCommand.timeout, .json,
      .config,
    ],
    notes: [
      """
      Needs --to and --body (or --media or --media-url), or --file, or --csv. Works while the daemon is down: the message is sent \
      when it runs again. Prints the request's id, or with --wait its result.
      """,
      """
      --file F.jsonl holds one request a line, as described in spool/README.md; its messages become \
      one batch, requests of other kinds files of their own. Nothing is submitted unless every line is \
      right. The first line may be a batch's header. The batch's id is --id, or the header's, or made \
      up and printed: with the same one again, nothing is sent twice. A message without an id is \
      <batch>.<line>.
      """,
      """
      --csv F holds a message a row, with commas, semicolons or tabs between the fields; its first \
      line names the columns, perhaps after one such as sep=; from a spreadsheet. --template makes the text of a row: {name} is the column of that name, \
      {{ and }} are braces. The other options that say how to send go for every row; all of them are \
      one batch. Messages of a batch are bulk unless --priority says otherwise.
      """,
      """
      --dry-run needs a running daemon, and prints its answer: whether the message would be sent, in \
      how many segments and why, and when.
      """,
      """
      Exit status: 0 submitted (with --wait: sent; with --dry-run: would be sent), 1 ended \
      otherwise, 64 the request is not valid, 73 the spool cannot be written, 75 not finished in \
      time, 77 no right to it.
      """,
    ]
  )

  private enum Source {
    case form(RequestForm)
    case file(BatchFile)
  }

  private let arguments: Arguments
  private let source: Source
  private let seconds: Double?

  private var isDryRun: Bool { arguments.has(.dryRun) }

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
    source = try Self.source(arguments)
    let patience = try arguments.seconds(WaitCommand.timeout)
    let waits = arguments.has(.wait) || arguments.has(.dryRun)
    guard patience == nil || waits else {
      throw UsageError("--timeout goes with --wait or --dry-run only")
    }
    seconds = waits ? patience ?? Waiter.usualSeconds : nil
  }

  /// So that the ids of its messages are valid too.
  private static let longestID = 120

  private static func source(_ arguments: Arguments) throws(UsageError) -> Source {
    let (file, csv) = (arguments.value(.file), arguments.value(.csv))
    guard file ?? csv != nil else {
      try refuse([.rowTemplate, .toColumn], "goes with --csv only", arguments)
      return .form(try RequestForm(arguments))
    }
    if let batch = arguments.value(.id) {
      guard try RequestIDArgument.check(batch).utf8.count <= longestID else {
        throw UsageError("--id must have \(longestID) characters at most for a batch")
      }
    }
    if let file {
      // The requests themselves say what to send.
      try refuse(
        RequestForm.options + [.csv, .rowTemplate, .toColumn],
        "and --file cannot be combined",
        arguments
      )
      return .file(BatchFile(path: file, table: nil))
    }
    try refuse([.to, .inReplyTo, .body, .media], "and --csv cannot be combined", arguments)
    return .file(BatchFile(path: csv ?? "", table: try table(arguments)))
  }

  private static func table(_ arguments: Arguments) throws(UsageError) -> RequestTable.Form {
    guard let text = arguments.value(.rowTemplate) else {
      throw UsageError("--csv needs --template TEXT, as in --template \"Hi {first_name}\"")
    }
    guard let recipient = arguments.value(.toColumn) else {
      throw UsageError("--csv needs --to-column NAME, the column with the recipients' numbers")
    }
    let members = try RequestForm.commonMembers(arguments)
    do throws(TextTemplate.Fault) {
      let template = try TextTemplate(text)
      return RequestTable.Form(
        template: template,
        text: text,
        recipient: recipient,
        members: members
      )
    } catch {
      throw UsageError("--template, character \(error.column): \(error.rule)")
    }
  }

  private static func refuse(
    _ options: [OptionSpecification],
    _ reason: String,
    _ arguments: Arguments
  ) throws(UsageError) {
    for option in options where arguments.contains(option) {
      throw UsageError("--\(option.name) \(reason)")
    }
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let spools = try context.spools(arguments)
    let spool = try ChosenSpool(arguments.value(.spool), among: spools.paths)
    let check = RequestCheck(spools.configuration, spool: spool.name, now: context.wall())
    let waiter = try seconds.map { seconds throws(CommandFailure) in
      try Waiter(spool, context, seconds: seconds, printsJSON: arguments.has(.json))
    }
    switch source {
    case .form(let form):
      return try await submit(form, to: spool, check, context, waiter)
    case .file(let file):
      let run = BatchRun(
        id: try context.id(arguments.value(.id)),
        isNamed: arguments.contains(.id),
        ack: try waiter == nil ? nil : context.id(nil),
        isDryRun: arguments.has(.dryRun)
      )
      let batch = Batch(
        file: file,
        run: run,
        spool: spool,
        check: check,
        printsJSON: arguments.has(.json)
      )
      return try await batch.submit(context, waiter)
    }
  }

  private func submit(
    _ form: RequestForm,
    to spool: ChosenSpool,
    _ check: RequestCheck,
    _ context: Context,
    _ waiter: Waiter?
  ) async throws(CommandFailure) -> ExitCode {
    let id = try context.id(form.id)
    let ack = try waiter == nil ? nil : context.id(nil)
    let files = try MediaAttachments(form.media)
    let bytes = try form.bytes(id: id, ack: ack, files: files.names)
    try check.check(bytes, id: id)
    let submitter = try spool.openSubmitter()
    try files.put(into: spool)
    do throws(CommandFailure) {
      try submitter.submit(bytes, named: ack ?? id, to: spool)
    } catch {
      files.withdraw(from: spool)
      throw error
    }
    if let waiter, let ack {
      let code = try await waiter.wait(for: id, submittedAs: ack)
      // A dry run takes nothing.
      if isDryRun { files.withdraw(from: spool) }
      return code
    }
    if arguments.has(.json) {
      context.console.say(json: JSONObject([("id", .string(id)), ("spool", .string(spool.name))]))
    } else {
      context.console.say(id)
    }
    return .done
  }
}
