internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSJSON
internal import SMSSystem

/// `report cost`: what was sent within a time costs, by our own count or by the provider's records.
struct ReportCostCommand: Subcommand {
  private static let since = OptionSpecification(
    "since",
    "TIME",
    help: "sent since then: \(TimeArgument.forms) (ago); 30d unless given"
  )
  private static let until = OptionSpecification(
    "until",
    "TIME",
    help: "sent before then; until now unless given"
  )
  private static let by = OptionSpecification(
    "by",
    "LIST",
    kind: .words(CostDimension.allCases.map(\.rawValue)),
    help: "a row for each of these together: account (unless given), spool, sender, batch, day"
  )
  private static let account = OptionSpecification(
    "account",
    "NAME",
    help: "only this account; every one unless given"
  )
  private static let fromProvider = OptionSpecification(
    "from-provider",
    help: "add up the provider's records instead"
  )
  private static let csv = OptionSpecification("csv", help: "columns separated by commas, no sum")
  private static let usualSpan = Interval(seconds: -30 * 86_400)

  static let specification = Specification(
    "report",
    "cost",
    summary: "say what was sent, in segments and money",
    options: [since, until, by, account, fromProvider, csv, .json, .config],
    notes: [
      """
      Counts the messages and codes that the provider accepted, as far as the ledger still knows them \
      (retention.ledger_days), by the segments that they are billed as, on the day (UTC) when they \
      left. COST is segments times accounts.*.price_per_segment, and MMS, which have no segments, times \
      price_per_mms; without a price that is needed it is empty. \
      UNCERTAIN may have been accepted, and are not in the cost. Reads the ledger in short \
      transactions.
      """,
      """
      --from-provider asks for the records of the time instead, a page of a thousand a second, and \
      adds up what they report: AMOUNT is amount_nanodollars, CHARGED is price_details.charged_cost, \
      which only v2.2 has, and is empty unless each record has it. Whether the amount includes \
      surcharges of carriers is not documented. These are all messages of the account, of other \
      programs and inbound ones too. Needs the keys; as root, those of the unit are used.
      """,
      "Needs root or the daemon's user (else exit status 77).",
    ]
  )

  private let arguments: Arguments
  private let dimensions: [CostDimension]
  private let since: TimeArgument?
  private let until: TimeArgument?
  private let format: ReportFormat

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
    let words = try arguments.choices(Self.by) ?? [CostDimension.account.rawValue]
    guard Set(words).count == words.count else {
      throw UsageError("--by must name each word once")
    }
    dimensions = words.compactMap(CostDimension.init)
    since = try Self.time(arguments, Self.since)
    until = try Self.time(arguments, Self.until)
    guard !arguments.has(Self.csv) || !arguments.has(.json) else {
      throw UsageError("--csv and --json exclude each other")
    }
    format = arguments.has(.json) ? .json : arguments.has(Self.csv) ? .csv : .table
    let own = dimensions.first { $0 == .spool || $0 == .batch }
    if arguments.has(Self.fromProvider), let own {
      throw UsageError(
        "--from-provider does not go with --by \(own.rawValue)",
        suggestion: "the provider's records name no \(own.rawValue); leave out --from-provider"
      )
    }
  }

  private static func time(
    _ arguments: Arguments,
    _ option: OptionSpecification
  ) throws(UsageError) -> TimeArgument? {
    try arguments.value(option).map { text throws(UsageError) in
      try TimeArgument(text, of: option)
    }
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let start = since?.time(now: context.now) ?? context.now.advanced(by: Self.usualSpan)
    let end = until?.time(now: context.now) ?? context.now
    guard start < end else {
      throw CommandFailure(.usage, "--since must be before --until")
    }
    if arguments.has(Self.fromProvider) {
      try await reportProvider(start..<end, context)
    } else {
      try report(start..<end, context)
    }
    return .done
  }

  // MARK: Our own count

  private func report(_ span: Range<WallTime>, _ context: Context) throws(CommandFailure) {
    let configuration = try context.running(arguments)
    let chosen = arguments.value(Self.account)
    let ledger = try LedgerAccess.open(configuration, for: "report cost")
    let prices = configuration.accounts.mapValues(\.prices)
    var report = CostReport(by: dimensions, prices: prices)
    var next: JobNumber?
    repeat {
      let page = try rethrowing(CommandFailure.init) { () throws(LedgerError) in
        try ledger.tally(span, from: next)
      }
      for tally in page.tallies where chosen == nil || chosen == tally.key.account {
        report.add(tally)
      }
      next = page.next
    } while next != nil
    show(report.rows, report.columns, context.console)
    if !report.unpriced.isEmpty {
      let names = report.unpriced.sorted().joined(separator: ", ")
      context.console.report(
        "No cost for \(names): set accounts.*.price_per_segment (MMS: price_per_mms) in the configuration."
      )
    }
  }

  // MARK: The provider's records

  private func reportProvider(
    _ span: Range<WallTime>,
    _ context: Context
  ) async throws(CommandFailure) {
    let configuration = try context.configuration(arguments)
    let chosen = arguments.value(Self.account)
    let names = configuration.accounts.keys.filter { chosen == nil || chosen == $0 }.sorted()
    guard !names.isEmpty else {
      throw CommandFailure(
        .configuration,
        "the configuration has no account \(chosen ?? "")",
        hint: "It has \(configuration.accounts.keys.sorted().joined(separator: ", "))."
      )
    }
    let costs = try await costs(configuration, context)
    var report = ReportedCostReport(by: dimensions)
    for name in names {
      do throws(ProviderCosts.Refusal) {
        for tally in try await costs.read(name, span) { report.add(tally) }
      } catch {
        let cause = error.error
        throw CommandFailure(.unavailable, "account \(name): \(cause.message)", hint: cause.hint)
      }
    }
    show(report.rows, report.columns, context.console)
    context.console.report(
      "As reported by \(Composition.provider.displayName), for everything of the account."
    )
  }

  private func costs(
    _ configuration: Configuration,
    _ context: Context
  ) async throws(CommandFailure) -> ProviderCosts {
    let path = arguments.value(.config) ?? Configuration.standardPath
    let unit = await context.serviceManager.unit(ServiceManager.unitName).unit(running: path)
    do throws(StartError) {
      return try await ProviderCosts(configuration, environment: context.environment(), unit: unit)
    } catch .configuration(.keys(let errors)) {
      throw CommandFailure(keys: errors, unit: unit, command: context.commandLine)
    } catch {
      throw CommandFailure(error, path: path)
    }
  }

  private func show(_ rows: [ReportRow], _ columns: [ReportColumn], _ console: Console) {
    guard !rows.isEmpty || format != .table else {
      return console.report("Nothing was sent within that time.")
    }
    console.say(format.lines(rows, columns))
  }
}
