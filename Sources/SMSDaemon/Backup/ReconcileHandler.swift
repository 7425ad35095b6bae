internal import SMSCore
internal import SMSSpool
internal import SMSSystem

/// Finds out what was sent since the backup from which the ledger was restored: first from the
/// results in the spools, then from the provider's lists.
///
/// Each step can be repeated. If the daemon stops, the command starts over at the next start.
actor ReconcileHandler: SerialCommandHandler {
  /// What it works with.
  struct Dependencies: Sendable {
    var ledger: any Ledger & ReconciliationStore
    var digest: @Sendable (MessageText) -> TextDigest
    var explainer: any ErrorExplaining
    var completion: CommandCompletion
    var reporter: EventReporter
    var log: Log
  }

  /// Result files imported per commit.
  private static let step = 200
  /// The wait before a failed ledger call is repeated.
  private static let ledgerRest = Interval(seconds: 1)

  nonisolated let executor = QueueExecutor(label: "reconcile")

  private let dependencies: Dependencies
  private var lists: [String: any MessageListing] = [:]
  private var facts: [String: AccountFacts] = [:]
  private var layouts: [String: SpoolLayout] = [:]
  private var optOutWords: Set<String> = []
  private var patience = Interval.zero
  private var ifUncertain = UncertainPolicy.report
  var commands = SerialCommands()

  init(_ dependencies: Dependencies) {
    self.dependencies = dependencies
  }

  /// Applies a configuration of accounts and spools.
  ///
  /// - Parameters:
  ///   - lists: The providers' lists, by account.
  ///   - dispatcher: The accounts, and how long a message may take to appear in a list.
  ///   - configuration: The producers' spools, and the opt-out words.
  func use(
    _ lists: [String: any MessageListing],
    _ dispatcher: DispatcherConfiguration,
    _ configuration: Configuration
  ) {
    self.lists = lists
    layouts = configuration.layouts.filter { $0.key != Configuration.operatorSpool }
    optOutWords = configuration.optOutWords
    facts = dispatcher.accounts.mapValues(\.facts)
    patience = dispatcher.looksAfter.max() ?? .zero
    ifUncertain = dispatcher.ifUncertain
  }

  func perform(_ command: CommandJob) async {
    // nil if the daemon is stopping.
    if let report = await run() { await dependencies.completion.end(command, .done(report)) }
  }

  private func run() async -> String? {
    guard
      let found = await untilAnswered({ ledger throws(LedgerError) in
        try await ledger.restoration()
      })
    else { return nil }
    guard let restoration = found else { return ReconciliationReport().text(isRestored: false) }
    var report = ReconciliationReport()
    for (spool, layout) in layouts.sorted(by: { $0.key < $1.key }) {
      guard await readResults(spool, layout, &report) else { return nil }
    }
    await waitForLists(restoration)
    for account in lists.keys.sorted() {
      guard await readList(account, restoration, &report) else { return nil }
    }
    guard await conclude(&report) else { return nil }
    dependencies.log.write(.ledgerReconciled, report.values)
    return report.text(isRestored: true)
  }

  private func conclude(_ report: inout ReconciliationReport) async -> Bool {
    let count = await untilAnswered { ledger throws(LedgerError) in try await ledger.waiting() }
    guard let count else { return false }
    report.waiting = count
    guard report.isComplete else { return true }
    return await untilAnswered { ledger throws(LedgerError) in
      try await ledger.markReconciled(at: Moment.now().wall)
    } != nil
  }

  /// Waits as long as the latest message may take to appear in a list, as for one in doubt.
  private func waitForLists(_ restoration: Restoration) async {
    let end = restoration.restoredAt.advanced(by: patience)
    let left = end.since(Moment.now().wall)
    // Bounded, in case the clock was set back.
    await executor.rest(for: min(left, patience))
  }

  // MARK: Results

  /// - Returns: False if the daemon is stopping.
  private func readResults(
    _ spool: String,
    _ layout: SpoolLayout,
    _ report: inout ReconciliationReport
  ) async -> Bool {
    do throws(SystemError) {
      var results = try PublishedResults(layout, spool: spool, receipts: Composition.receipts)
      while true {
        let step = try results.step(Self.step)
        guard await adopt(step.jobs, &report) else { return false }
        if step.isLast { return true }
      }
    } catch {
      report.faults.append("spool \(spool): \(error)")
      return true
    }
  }

  private func adopt(
    _ jobs: [JobSnapshot],
    _ report: inout ReconciliationReport
  ) async -> Bool {
    guard !jobs.isEmpty else { return !isStopped }
    let matches = await untilAnswered { ledger throws(LedgerError) in
      try await ledger.adopt(jobs, at: Moment.now().wall)
    }
    guard let matches else { return false }
    for match in matches {
      report.results += 1
      switch match {
      case .settled: report.settledByResult += 1
      case .known: break
      case .taken: report.idsTaken += 1
      case .lost: report.lost += 1
      }
    }
    return true
  }

  // MARK: Lists

  /// - Returns: False if the daemon is stopping.
  private func readList(
    _ account: String,
    _ restoration: Restoration,
    _ report: inout ReconciliationReport
  ) async -> Bool {
    guard let list = lists[account] else { return true }
    var reader = ListReader(since: restoration.backupAt, until: Moment.now().wall)
    var replies: [ListedMessage] = []
    var matches = ListMatches(reader.window)
    while let query = reader.next {
      let answer = await list.page(query)
      guard !isStopped else { return false }
      let (messages, wait) = reader.take(answer)
      report.listed += messages.count(where: \.isOutbound)
      replies += messages.compactMap(heeded)
      guard await insert(messages.filter(\.isOutbound), into: &matches, &report) else {
        return false
      }
      if reader.next == nil || matches.pool.count >= ListReader.poolSize {
        guard await claim(&matches, &report) else { return false }
      }
      if reader.next != nil { await executor.rest(for: wait) }
    }
    // The rest of a list not read to its end might still identify those records.
    if reader.failure == nil, reader.faults.isEmpty {
      guard await endUnclear(matches, &report) else { return false }
    }
    if let error = reader.failure {
      let explained = facts[account].map { dependencies.explainer.explain(call: error, of: $0) }
      let words = explained?.message ?? error.code.rawValue
      report.faults.append("account \(account): \(words)")
    }
    report.faults += reader.faults.map { "account \(account): \($0)" }
    let (heard, words) = (replies, optOutWords)
    let changed = await untilAnswered { ledger throws(LedgerError) in
      try await ledger.heed(heard, optOutWords: words)
    }
    report.optOuts += changed ?? 0
    return changed != nil
  }

  /// A reply with an opt-out keyword; without a time, stop counts as of now and start is ignored.
  private func heeded(_ message: ListedMessage) -> ListedMessage? {
    guard !message.isOutbound, let text = message.text,
      let keyword = ReplyKeyword(text.string, furtherWords: optOutWords)
    else { return nil }
    var reply = message
    if reply.at == nil, keyword == .stop { reply.at = Moment.now().wall }
    return reply.at == nil ? nil : reply
  }

  private func insert(
    _ messages: [ListedMessage],
    into matches: inout ListMatches,
    _ report: inout ReconciliationReport
  ) async -> Bool {
    let ids = messages.compactMap(\.id)
    let known = await untilAnswered { ledger throws(LedgerError) in try await ledger.known(ids) }
    guard let known else { return false }
    for message in messages where message.id.map(known.contains) != true {
      if message.parties == nil { report.unmatched += 1 }
      matches.pool.insert(message, digest: dependencies.digest)
    }
    return true
  }

  private func claim(
    _ matches: inout ListMatches,
    _ report: inout ReconciliationReport
  ) async -> Bool {
    guard !matches.pool.isEmpty else { return true }
    let (digest, pool) = (dependencies.digest, matches.pool)
    let result = await untilAnswered { ledger throws(LedgerError) in
      let sought = try await ledger.sought(by: pool, digest: digest)
      let match = pool.match(sought)
      return (match, try await ledger.claim(match, at: Moment.now().wall))
    }
    guard let (match, found) = result else { return false }
    report.foundInList += found
    report.unmatched += match.unmatched
    matches.add(match)
    return true
  }

  /// Ends jobs that records may or may not belong to, as after the last look at a message in doubt.
  private func endUnclear(
    _ matches: ListMatches,
    _ report: inout ReconciliationReport
  ) async -> Bool {
    let (jobs, policy, explainer) = (matches.uncertain, ifUncertain, dependencies.explainer)
    let count = await untilAnswered { ledger throws(LedgerError) in
      try await ledger.end(
        uncertain: jobs,
        unless: policy,
        error: { explainer.unclearSinceBackup($0) },
        at: Moment.now().wall
      )
    }
    report.uncertain += count ?? 0
    return count != nil
  }

  /// Repeats a ledger call until it succeeds; nil if the daemon is stopping.
  private func untilAnswered<Value: Sendable>(
    _ body: @Sendable (any Ledger & ReconciliationStore) async throws(LedgerError) -> Value
  ) async -> Value? {
    while !isStopped {
      do throws(LedgerError) {
        let value = try await body(dependencies.ledger)
        dependencies.reporter.ledgerWorks()
        return value
      } catch {
        dependencies.reporter.ledgerFailed(error)
        await executor.rest(for: Self.ledgerRest)
      }
    }
    return nil
  }
}

/// What an account's list has shown so far.
private struct ListMatches {
  /// Records not yet matched with jobs.
  var pool: RecordPool
  private let window: ClosedRange<WallTime>
  private var unclear: Set<JobNumber> = []
  private var otherWords: Set<JobNumber> = []
  /// Whether the list contains one of our texts unchanged.
  private var showsTexts = false

  init(_ window: ClosedRange<WallTime>) {
    self.window = window
    pool = RecordPool(since: window.lowerBound, until: window.upperBound)
  }

  /// Adds the result of matching the pool with the ledger's jobs, and empties the pool.
  mutating func add(_ match: RecordPoolMatch) {
    unclear.formUnion(match.unclear)
    otherWords.formUnion(match.otherWords)
    showsTexts = showsTexts || match.showsTexts
    pool = RecordPool(since: window.lowerBound, until: window.upperBound)
  }

  /// Jobs that may or may not have been sent.
  var uncertain: [JobNumber] {
    (showsTexts ? unclear : unclear.union(otherWords)).sorted()
  }
}
