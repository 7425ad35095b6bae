internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSJSON
internal import SMSSpool
internal import SMSSystem

/// A batch given by its id and `--spool`.
struct BatchArgument {
  static let positional = Specification.Positional("ID", help: "the batch's id")

  let id: String
  private let spool: String?

  init(_ arguments: Arguments) throws(UsageError) {
    id = try RequestIDArgument.check(arguments.positionals[0])
    spool = arguments.value(.spool)
  }

  /// Finds the batch in the ledger.
  ///
  /// - Throws: `CommandFailure`: 66 if there is no such batch, 64 for an unknown spool; or if the
  ///   ledger cannot be read.
  func find(
    in ledger: any LedgerReader,
    _ configuration: Configuration
  ) throws(CommandFailure) -> BatchView {
    let name = JobName(spool: try ChosenSpool(spool, in: configuration).name, id: id)
    let job = try rethrowing(CommandFailure.init) { () throws(LedgerError) in
      try ledger.show(name)?.snapshot
    }
    if let job, let batch = BatchView(job) { return batch }
    let program = ProgramName.value
    throw CommandFailure(
      .noSuchID,
      job == nil ? "spool \(name.spool) has no batch \(id)" : "\(id) is no batch",
      hint: job.map { job in
        let batch = job.ownBatch.map { " It came in batch \($0.id)." } ?? ""
        return "It is a request by itself ('\(program) show \(id)').\(batch)"
      }
        ?? """
        '\(program) batch list' lists those in the ledger. One that still waits in incoming/, is \
        being checked, or was rejected, is not in it: '\(program) show \(id)' looks there too.
        """
    )
  }

  /// The request members for the batch.
  ///
  /// - Throws: `CommandFailure`, see `find`.
  func members(
    _ configuration: Configuration,
    for command: String
  ) throws(CommandFailure) -> [(String, JSONValue)] {
    let ledger = try LedgerAccess.open(configuration, for: command)
    let batch = try find(in: ledger, configuration)
    return [("message", .string(id)), ("spool", .string(batch.job.name.spool))]
  }
}

extension BatchView {
  /// The same batch with what `batch show` tells besides: a hint for each error, its expected end, and
  /// the file of its results.
  ///
  /// - Throws: `CommandFailure` if the ledger cannot be read.
  func detailed(
    _ ledger: any LedgerReader,
    _ configuration: Configuration,
    _ context: Context
  ) throws(CommandFailure) -> BatchView {
    var detailed = self
    let view = try StatusSource(configuration, context).read().view(of: job)
    detailed.expectedEnd = view?.expectedEnd
    detailed.window = view?.window
    if facts.results == .lines, let layout = configuration.layouts[job.name.spool] {
      detailed.resultsPath =
        layout.path(of: .results) + "/" + job.name.id + SpoolNames.batchSuffix
    }
    for code in facts.errors.keys {
      var filter = JobFilter(errors: [code], spools: [job.name.spool])
      filter.batches = [job.name.id]
      filter.subject = .messages
      let found = try rethrowing(CommandFailure.init) { () throws(LedgerError) in
        try ledger.list(filter, limit: 1).first
      }
      guard let found, let error = found.error else { continue }
      detailed.examples[code] = Example(id: found.name.id, error: error)
    }
    return detailed
  }
}
