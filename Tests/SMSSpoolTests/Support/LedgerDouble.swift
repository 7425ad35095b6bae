import SMSCore
import TestSupport

/// A ledger in memory with the contract's identity rules, which can be made to fail.
actor LedgerDouble: Ledger {
  private struct Known {
    let number: JobNumber
    let submission: Submission
  }

  /// One value for every committed batch.
  nonisolated let batches = Mailbox<[Submission]>()

  private var known: [JobName: Known] = [:]
  private var failure: LedgerError?
  private var waitingJobs: Int?
  private var holds: Set<HoldScope> = []
  private var beforeAnswer: @Sendable () -> Void = {}

  var submissions: [Submission] {
    known.values.sorted { $0.number < $1.number }.map(\.submission)
  }

  func preview(
    _ message: Message,
    of submission: Submission
  ) async throws(LedgerError) -> SubmissionPreview {
    if let failure { throw failure }
    let known = known[submission.name].map { $0.submission.digest == submission.digest }
    return SubmissionPreview(
      identity: known.map { $0 ? .repeated : .taken } ?? .new,
      phone: message.to.phone,
      error: nil,
      isOptedOut: false,
      holds: holds,
      ahead: waitingJobs ?? 0
    )
  }

  func hold(_ scopes: Set<HoldScope>) {
    holds = scopes
  }

  func fail(with error: LedgerError?) {
    failure = error
  }

  func set(waiting count: Int?) {
    waitingJobs = count
  }

  /// Sets what happens on disk between a commit and its answer.
  func onCommit(_ body: @escaping @Sendable () -> Void) {
    beforeAnswer = body
  }

  func accept(_ submissions: [Submission]) async throws(LedgerError) -> [Acceptance] {
    if let failure { throw failure }
    let acceptances = submissions.map { accept($0) }
    batches.send(submissions)
    beforeAnswer()
    return acceptances
  }

  /// Takes the name of a batch.
  func forget(_ name: JobName) {
    known[name] = nil
  }

  func learn(_ submission: Submission) {
    let number = JobNumber(Int64(known.count + 1))
    known[submission.name] = Known(number: number, submission: submission)
  }

  private func accept(_ submission: Submission) -> Acceptance {
    if let known = known[submission.name] {
      let isAgain =
        known.submission.taken == submission.taken
        || (submission.hasExplicitID && known.submission.digest == submission.digest)
      return isAgain ? .again(known.number) : .duplicate
    }
    let number = JobNumber(Int64(known.count + 1))
    known[submission.name] = Known(number: number, submission: submission)
    return switch submission.content {
    case .message(let message): .message(entry(message, number, submission))
    case .command(let command):
      .command(CommandJob(number: number, name: submission.name, command: command))
    case .code, .check, .unenroll, .batch:
      .ended(
        EndedJob(number: number, name: submission.name, kind: submission.kind, state: .done)
      )
    }
  }

  private func entry(
    _ message: Message,
    _ number: JobNumber,
    _ submission: Submission
  ) -> AgendaEntry {
    AgendaEntry(
      number: number,
      name: submission.name,
      lane: Lane(
        account: message.account,
        spool: submission.name.spool,
        priority: message.priority
      ),
      envelope: message.envelope(to: message.to.phone ?? message.from),
      dueAt: message.notBefore ?? submission.acceptedAt,
      expiresAt: message.expiresAt,
      ifUncertain: message.ifUncertain,
      attempts: 0,
      charged: 0
    )
  }

  func knows(_ name: JobName) async throws(LedgerError) -> Bool {
    if let failure { throw failure }
    return known[name] != nil
  }

  func waiting(in spool: String) async throws(LedgerError) -> Int {
    if let failure { throw failure }
    return waitingJobs ?? known.count
  }
}

/// Operations that the intake never uses.
extension LedgerDouble {
  func begin(
    _ claims: [Claim],
    areUrgent: Bool,
    at now: Moment
  ) async throws(LedgerError) -> BegunAttempts {
    BegunAttempts()
  }

  func use(_ rules: SendingRules) async throws(LedgerError) {}

  func settle(_ settlements: [Settlement]) async throws(LedgerError) {}

  func known(_ providerMessageIDs: [String]) async throws(LedgerError) -> Set<String> {
    []
  }

  func name(
    _ job: JobNumber,
    as providerMessageID: String?,
    at now: WallTime
  ) async throws(LedgerError) {}

  func postpone(
    _ jobs: [JobNumber],
    error: JobError,
    nextAttemptAt: WallTime,
    dueAt: WallTime?,
    at now: WallTime
  ) async throws(LedgerError) {}

  func hold(
    _ sender: Sender,
    until time: WallTime,
    at now: WallTime,
    from cursor: LaneCursor?
  ) async throws(LedgerError) -> LaneCursor? { nil }

  func free(
    _ sender: Sender,
    at now: WallTime,
    from cursor: LaneCursor?
  ) async throws(LedgerError) -> LaneCursor? { nil }

  func bringForward(
    to latest: WallTime,
    at now: WallTime,
    from cursor: LaneCursor?
  ) async throws(LedgerError) -> BroughtForward { BroughtForward(lanes: [], next: nil) }

  func assignZones(
    in spool: String,
    from cursor: LaneCursor?
  ) async throws(LedgerError) -> BroughtForward {
    BroughtForward(lanes: [], next: nil)
  }

  func use(_ windows: SendWindows) async throws(LedgerError) {}

  func waiting(
    of sender: Sender,
    after job: JobNumber,
    closed: Set<LaneZones>,
    at now: WallTime
  ) async throws(LedgerError) -> AgendaEntry? { nil }

  func fail(_ jobs: [JobNumber], error: JobError, at now: WallTime) async throws(LedgerError) {}

  func execute(
    _ command: CommandJob,
    at now: WallTime
  ) async throws(LedgerError) -> CommandOutcome {
    .finished(left: [], lanes: [])
  }

  func expire(at now: WallTime, limit: Int) async throws(LedgerError) -> Expiry {
    Expiry(ended: [], next: nil)
  }

  func page(
    of lane: Lane,
    dueBy now: WallTime,
    excluding loaded: Set<JobNumber>,
    limit: Int
  ) async throws(LedgerError) -> AgendaPage {
    AgendaPage(entries: [], hasMore: false, nextDue: nil)
  }

  func recover() async throws(LedgerError) -> Recovery {
    Recovery(
      lanes: [],
      interrupted: [],
      doubtful: [],
      nameless: [],
      commands: [],
      holds: []
    )
  }

  func changes(after change: Int64, limit: Int) async throws(LedgerError) -> [JobSnapshot] {
    []
  }

  func publishedThrough() async throws(LedgerError) -> Int64 {
    0
  }

  func markPublished(through change: Int64) async throws(LedgerError) {}

  func note(_ key: String, _ value: String) async throws(LedgerError) {}

  func prune(settledBefore cutoff: WallTime, limit: Int) async throws(LedgerError) -> Int {
    0
  }
}
