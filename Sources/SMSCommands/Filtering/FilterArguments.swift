internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSSystem

/// The options that say which jobs a command is about; see `JobFilter`.
///
/// All of them combine. Words and numbers may be several, with commas or in repeated options.
struct FilterArguments: Sendable {
  static let to = OptionSpecification(
    "to",
    "NUMBER",
    isRepeatable: true,
    help: "only messages to this number; several with commas, as with all options below but times"
  )
  static let from = OptionSpecification(
    "from",
    "NUMBER",
    isRepeatable: true,
    help: "only messages from this number of yours"
  )
  static let status = OptionSpecification(
    "status",
    "S",
    isRepeatable: true,
    kind: .words(JobFilter.statusWords),
    help: "only jobs of this status: " + JobFilter.statusWords.joined(separator: ", ")
  )
  static let error = OptionSpecification(
    "error",
    "CODE",
    isRepeatable: true,
    kind: .words(ErrorCode.allCases.map(\.rawValue)),
    help: "only jobs with this error, such as \(ErrorCode.timeout.rawValue)"
  )
  static let account = OptionSpecification(
    "account",
    "NAME",
    isRepeatable: true,
    help: "only messages of this account"
  )
  static let spool = OptionSpecification(
    "spool",
    "NAME",
    isRepeatable: true,
    help: "only jobs of this spool (operator: the requests of operators)"
  )
  static let priority = OptionSpecification(
    "priority",
    "P",
    isRepeatable: true,
    kind: .words(Priority.allCases.map(\.name)),
    help: "only messages of this priority: "
      + Priority.allCases.map(\.name).joined(separator: ", ")
  )
  static let batch = OptionSpecification(
    "batch",
    "ID",
    isRepeatable: true,
    help: "only messages that came in this batch"
  )
  static let since = OptionSpecification(
    "since",
    "TIME",
    help: "only jobs accepted since then: \(TimeArgument.forms) (ago)"
  )
  static let until = OptionSpecification(
    "until",
    "TIME",
    help: "only jobs accepted before then"
  )
  static let metadata = OptionSpecification(
    "metadata",
    "KEY=VALUE",
    isRepeatable: true,
    help: "only jobs whose metadata has this member, a string, a number, true or false; no commas"
  )

  /// All of them, in the order of the help.
  static let options = options()

  /// All of them, where one has another meaning too.
  ///
  /// - Parameters:
  ///   - account: The option in place of `account`.
  ///   - spool: The option in place of `spool`.
  /// - Returns: The options, in the order of the help.
  static func options(
    account: OptionSpecification = account,
    spool: OptionSpecification = spool
  ) -> [OptionSpecification] {
    [to, from, status, error, account, spool, priority, batch, since, until, metadata]
  }

  /// The conditions that were given.
  let given: Set<JobFilter.Member>

  /// The conditions that do not depend on the time.
  let fixed: JobFilter
  private let since: TimeArgument?
  private let until: TimeArgument?

  /// Reads the options.
  ///
  /// - Throws: `UsageError` that names the option, the rule and the repair.
  init(_ arguments: Arguments) throws(UsageError) {
    var filter = JobFilter()
    var given: Set<JobFilter.Member> = []
    for option in Self.options where arguments.contains(option) {
      guard let member = JobFilter.Member(rawValue: option.name) else { continue }
      given.insert(member)
      guard member != .since, member != .until else { continue }
      for text in arguments.values(option) {
        for text in Self.values(text, of: member) {
          do throws(FilterFault) {
            try filter.add(text, to: member)
          } catch {
            throw UsageError(error, of: option)
          }
        }
      }
    }
    since = try arguments.value(Self.since).map { text throws(UsageError) in
      try TimeArgument(text, of: Self.since)
    }
    until = try arguments.value(Self.until).map { text throws(UsageError) in
      try TimeArgument(text, of: Self.until)
    }
    fixed = filter
    self.given = given
  }

  /// Whether no option was given, so that all jobs are meant.
  var isEmpty: Bool { given.isEmpty }

  /// The filter as of now.
  ///
  /// - Parameters:
  ///   - configuration: Whose spools and accounts may be named.
  ///   - ledger: Whose spools and accounts may be named too: they may have left the configuration.
  ///   - now: What spans count back from.
  /// - Returns: The filter.
  /// - Throws: `CommandFailure` with status 64 for a name that nobody knows, and for bounds that
  ///   exclude each other; or if the ledger cannot be read.
  func filter(
    _ configuration: Configuration,
    _ ledger: any LedgerReader,
    now: WallTime
  ) throws(CommandFailure) -> JobFilter {
    var filter = fixed
    if let recipients = filter.recipients {
      let place = LedgerPlace(configuration)
      filter.erasedRecipients = Set(recipients.compactMap { place.trace(of: $0).digest })
    }
    filter.since = since?.time(now: now)
    filter.until = until?.time(now: now)
    if let fault = filter.contradiction {
      throw CommandFailure(.usage, "--until \(fault.rule)", hint: fault.repair)
    }
    try check(filter.spools, "spool", Set(configuration.spools.keys), ledger) {
      Set($0.totals.map(\.spool)).union([Configuration.operatorSpool])
    }
    try check(filter.accounts, "account", Set(configuration.accounts.keys), ledger) {
      Set($0.waiting.map(\.lane.account))
    }
    try checkBatches(filter, configuration, ledger)
    return filter
  }

  /// Refuses a batch that no spool has, of those that may be meant.
  private func checkBatches(
    _ filter: JobFilter,
    _ configuration: Configuration,
    _ ledger: any LedgerReader
  ) throws(CommandFailure) {
    guard let batches = filter.batches else { return }
    let strange = try rethrowing(CommandFailure.init) { () throws(LedgerError) -> String? in
      let known = Set(configuration.spools.keys).union(try ledger.summary().totals.map(\.spool))
      for id in batches.sorted() {
        guard try isBatch(id, in: filter.spools ?? known, ledger) else { return id }
      }
      return nil
    }
    guard let id = strange else { return }
    throw CommandFailure(
      .usage,
      "there is no batch \(String(escaping: id))",
      hint: "'\(ProgramName.value) batch list' shows those that the ledger has."
    )
  }

  /// Looks into the ledger only for names that the configuration does not have.
  private func check(
    _ names: Set<String>?,
    _ kind: String,
    _ configured: Set<String>,
    _ ledger: any LedgerReader,
    _ further: (LedgerSummary) -> Set<String>
  ) throws(CommandFailure) {
    guard let strange = names?.subtracting(configured), !strange.isEmpty else { return }
    let summary = try rethrowing(CommandFailure.init) { () throws(LedgerError) in
      try ledger.summary()
    }
    let known = configured.union(further(summary)).sorted()
    guard let name = strange.sorted().first(where: { !known.contains($0) }) else { return }
    let suggestion = Suggestion.of(name, among: known)
    let names = "The \(kind)s are: \(known.joined(separator: ", "))."
    throw CommandFailure(
      .usage,
      "there is no \(kind) \(String(escaping: name))",
      hint: suggestion.isEmpty ? names : "\(names) D\(suggestion.dropFirst())"
    )
  }

  private func isBatch(
    _ id: String,
    in spools: Set<String>,
    _ ledger: any LedgerReader
  ) throws(LedgerError) -> Bool {
    for spool in spools {
      let job = try ledger.show(JobName(spool: spool, id: id))
      if job?.snapshot.batch != nil { return true }
    }
    return false
  }

  private static func values(_ text: String, of member: JobFilter.Member) -> [String] {
    guard member.isSet else { return [text] }
    return text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }
}

extension UsageError {
  /// A value that a filter's condition cannot have.
  init(_ fault: FilterFault, of option: OptionSpecification) {
    let repair = fault.repair.prefix(1).lowercased() + fault.repair.dropFirst()
    self.init(
      "--\(option.name) \(fault.rule)",
      suggestion: repair.hasSuffix(".") ? String(repair.dropLast()) : repair
    )
  }
}
