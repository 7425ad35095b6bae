internal import SMSCore
internal import SMSSystem

/// Carries out lookups, one call at a time per account, at least a second apart.
///
/// A lookup interrupted by a stop is still a waiting command, and starts over at the next start.
actor LookupWorker: QueueActor {
  /// The time between two calls of one account.
  static let pace = Interval(seconds: 1)

  nonisolated let executor = QueueExecutor(label: "lookup")

  private struct Lookup {
    let command: CommandJob
    let target: JobName
    let id: String
    var patience: LookupPatience
  }

  private let ledger: any LookupRecord
  private let explainer: any ErrorExplaining
  private let reporter: EventReporter
  private let changed: @Sendable () -> Void
  private var providers: [String: any MessageLookup] = [:]
  private var facts: [String: AccountFacts] = [:]
  private var waiting: [String: [Lookup]] = [:]
  private var working: Set<String> = []
  private var isStopped = false

  init(
    ledger: any LookupRecord,
    explainer: any ErrorExplaining,
    reporter: EventReporter,
    changed: @escaping @Sendable () -> Void
  ) {
    self.ledger = ledger
    self.explainer = explainer
    self.reporter = reporter
    self.changed = changed
  }

  /// Applies a configuration of accounts.
  func use(
    _ providers: [String: any MessageLookup],
    _ accounts: [String: AccountPolicy]
  ) {
    self.providers = providers
    facts = accounts.mapValues(\.facts)
  }

  func stop() {
    isStopped = true
  }

  /// Accepts a lookup, from any thread.
  nonisolated func take(_ command: CommandJob) {
    guard case .lookup(let target) = command.command else { return }
    Task { await self.begin(command, target) }
  }

  private func begin(_ command: CommandJob, _ target: JobName) async {
    let subject = await untilAnswered { ledger throws(LedgerError) in
      try await ledger.subject(ofLookup: target)
    }
    guard let subject else { return await end(command, .failed(.unknownMessage(target))) }
    guard let id = subject.providerMessageID else {
      return await end(command, .failed(.lookupWithoutID(target, is: subject.state)))
    }
    let patience = LookupPatience(began: Moment.now(), changed: subject.updatedAt)
    waiting[subject.account, default: []].append(
      Lookup(command: command, target: target, id: id, patience: patience)
    )
    work(subject.account)
  }

  private func work(_ account: String) {
    guard working.insert(account).inserted else { return }
    Task {
      while !isStopped, let lookup = next(account) {
        await ask(lookup, account)
        await executor.rest(for: Self.pace)
      }
      working.remove(account)
    }
  }

  private func next(_ account: String) -> Lookup? {
    guard waiting[account]?.isEmpty == false else { return nil }
    return waiting[account]?.removeFirst()
  }

  private func ask(_ lookup: Lookup, _ account: String) async {
    guard let provider = providers[account], let facts = facts[account] else {
      return await end(lookup.command, .failed(.lookupWithoutAccount(account)))
    }
    let answer = await provider.lookUp(lookup.id)
    var lookup = lookup
    if let wait = lookup.patience.wait(after: answer, at: Moment.now().monotonic) {
      return repeatLater(lookup, account, after: wait)
    }
    switch answer {
    case .found(let detail): await end(lookup.command, .found(detail))
    case .absent:
      await end(lookup.command, .failed(explainer.recordAbsent(lookup.target, account: account)))
    case .failed(let error), .refused(let error):
      await end(lookup.command, .failed(explainer.explain(call: error, of: facts)))
    }
  }

  /// Repeats a lookup later; the account's other lookups continue meanwhile.
  private func repeatLater(_ lookup: Lookup, _ account: String, after wait: Interval) {
    Task {
      await executor.rest(for: wait)
      waiting[account, default: []].append(lookup)
      work(account)
    }
  }

  private func end(_ command: CommandJob, _ end: LookupEnd) async {
    await untilAnswered { ledger throws(LedgerError) in
      try await ledger.end(lookup: command.number, with: end, at: Moment.now().wall)
    }
    reporter.commandDone(command)
    changed()
  }

  private func untilAnswered<Value: Sendable>(
    _ body: @Sendable (any LookupRecord) async throws(LedgerError) -> Value
  ) async -> Value {
    while true {
      do throws(LedgerError) {
        return try await body(ledger)
      } catch {
        reporter.ledgerFailed(error)
        await executor.rest(for: Dispatcher.ledgerRest)
      }
    }
  }
}
