import SMSCore
import Testing

/// A ledger in memory that fulfils the port's contract and the table of moves, without waiting.
///
/// Its user decides when a commit happens and whether it fails.
struct MemoryLedger {
  struct Job {
    var entry: AgendaEntry
    var state: JobState
    var notBefore: WallTime?
    var acceptedAt: WallTime
    /// The state in which the running attempt began.
    var begunFrom: JobState?
    var begunAt = PastMoment(wall: WallTime(milliseconds: 0), monotonic: nil)
    var error: JobError?
    var nextAttemptAt: WallTime?
    var doubt: Doubt?
    var providerMessageID: String?
    /// The digest of a sent message whose id is searched for.
    var digest: TextDigest?
    var sentAt: WallTime?
    var hasDispatch = false
    /// As of when its last attempt counts for caps.
    var countedAt: WallTime?
    /// All attempts that ended, without withdrawn ones.
    var attempts: [AttemptRecord] = []
  }

  struct Batch {
    var isAccepting = true
    var isHeld = false
    var isCanceled = false
  }

  private(set) var jobs: [JobNumber: Job] = [:]
  private(set) var commands: [JobNumber: CommandJob] = [:]
  private(set) var done: [JobNumber: JobState] = [:]
  var holds: Set<HoldScope> = []
  /// What was counted for caps, and the messages to each recipient.
  var book = CapBook()
  var contacts: [Contact] = []
  /// What is sent at all.
  var rules = SendingRules()
  /// The batches, and whether they are accepted whole and held.
  var batches: [JobNumber: Batch] = [:]
  /// Up to which job a command on many has come.
  var actedThrough: [JobNumber: JobNumber] = [:]
  /// The commands that wait for a job's attempt or doubt.
  var awaited: [JobNumber: [CommandJob]] = [:]
  /// The commands about one job that were told to wait for it.
  var waiting: [JobNumber: Set<JobNumber>] = [:]
  /// The number of jobs that are not terminal.
  private(set) var open = 0
  private var lastNumber: Int64 = 0
  /// In order of number.
  var lanes: [Lane: [JobNumber]] = [:]
  /// The spools' windows, by which messages are accepted.
  var windows = SendWindows()

  // MARK: Acceptance

  /// Begins a batch, without messages.
  mutating func acceptBatch() -> JobNumber {
    lastNumber += 1
    batches[JobNumber(lastNumber)] = Batch()
    return JobNumber(lastNumber)
  }

  /// Ends the acceptance of a batch.
  mutating func activate(_ batch: JobNumber) -> Set<Lane> {
    batches[batch]?.isAccepting = false
    let waiting = jobs.values.filter { $0.state == .queued || $0.state == .deferred }
    return Set(waiting.map(\.entry.lane).filter { $0.batch == batch })
  }

  mutating func accept(
    _ message: Message,
    spool: String,
    at now: WallTime,
    in batch: JobNumber? = nil
  ) -> AgendaEntry {
    lastNumber += 1
    let number = JobNumber(lastNumber)
    let placement = windows.placement(of: message, to: message.to.phone, in: spool, at: now)
    let entry = AgendaEntry(
      number: number,
      name: JobName(spool: spool, id: "job-\(lastNumber)"),
      lane: Lane(
        account: message.account,
        spool: spool,
        priority: message.priority,
        batch: batch,
        zones: placement.zones,
        isMMS: message.isMMS
      ),
      envelope: message.envelope(to: message.to.phone ?? message.from),
      dueAt: message.notBefore ?? now,
      expiresAt: placement.expiresAt,
      ifUncertain: message.ifUncertain,
      attempts: 0,
      charged: 0
    )
    jobs[number] = Job(
      entry: entry,
      state: .queued,
      notBefore: message.notBefore,
      acceptedAt: now
    )
    lanes[entry.lane, default: []].append(number)
    open += 1
    return entry
  }

  mutating func accept(_ command: Command) -> CommandJob {
    lastNumber += 1
    let job = CommandJob(
      number: JobNumber(lastNumber),
      name: JobName(spool: "operator", id: "command-\(lastNumber)"),
      command: command
    )
    commands[job.number] = job
    return job
  }

  // MARK: Attempts

  /// Called when the provider gets it: at most once per attempt, and only after the attempt began.
  mutating func dispatched(_ number: JobNumber) {
    let job = jobs[number]
    #expect(job?.state == .attempting, "a POST for \(number) that no committed attempt covers")
    #expect(job?.hasDispatch == false, "a second POST for one attempt of \(number)")
    jobs[number]?.hasDispatch = true
  }

  mutating func settle(_ settlements: [Settlement]) {
    for settlement in settlements {
      let from: JobState =
        settlement.attempt == nil && settlement.next != .withdrawn ? .inDoubt : .attempting
      guard let job = jobs[settlement.job], job.state == from else { continue }
      if settlement.isProvenUnsent { giveBack(job) }
      if settlement.next == .withdrawn {
        withdraw(settlement.job, job)
      } else {
        end(settlement)
      }
      heedAwaiting(settlement.job, at: settlement.at)
    }
  }

  private mutating func withdraw(_ number: JobNumber, _ job: Job) {
    #expect(!job.hasDispatch, "withdrawn after its POST: \(number)")
    jobs[number]?.entry.attempts -= 1
    move(number, to: job.begunFrom ?? .queued)
  }

  private mutating func end(_ settlement: Settlement) {
    let number = settlement.job
    if let attempt = settlement.attempt {
      #expect(attempt.number == jobs[number]?.entry.attempts)
      jobs[number]?.attempts.append(attempt)
    }
    if settlement.isCharged { jobs[number]?.entry.charged += 1 }
    jobs[number]?.nextAttemptAt = nil
    jobs[number]?.doubt = nil
    switch settlement.next {
    case .sent(let id):
      jobs[number]?.providerMessageID = id
      jobs[number]?.digest = settlement.digest
      jobs[number]?.sentAt = settlement.at
      end(number, .sent, nil)
    case .doubt(let error, let doubt):
      jobs[number]?.doubt = doubt
      jobs[number]?.entry.doubtSince = doubt.since
      jobs[number]?.nextAttemptAt = doubt.nextLookAt
      end(number, .inDoubt, error)
    case .resent(let error, let dueAt, let expiresAt):
      jobs[number]?.entry.dueAt = dueAt
      jobs[number]?.entry.expiresAt = expiresAt
      jobs[number]?.entry.ifUncertain = .report
      end(number, .deferred, error)
    case .failed(let error): end(number, .failed, error)
    case .expired(let error): end(number, .expired, error)
    case .uncertain(let error): end(number, .uncertain, error)
    case .withdrawn: break
    case .deferred(let error, let dueAt):
      jobs[number]?.entry.dueAt = dueAt
      jobs[number]?.nextAttemptAt = dueAt
      end(number, .deferred, error)
    }
  }

  mutating func end(_ number: JobNumber, _ state: JobState, _ error: JobError?) {
    jobs[number]?.error = error
    move(number, to: state)
  }

  /// The monotonic clock restarts.
  mutating func reboot() {
    for number in jobs.keys {
      jobs[number]?.begunAt.monotonic = nil
      jobs[number]?.doubt?.since.monotonic = nil
      jobs[number]?.entry.doubtSince?.monotonic = nil
    }
  }

  func known(_ ids: [String]) -> Set<String> {
    Set(jobs.values.compactMap(\.providerMessageID)).intersection(ids)
  }

  mutating func name(_ number: JobNumber, as id: String?) {
    #expect(jobs[number]?.state == .sent, "only a sent message gets its id later")
    jobs[number]?.digest = nil
    jobs[number]?.providerMessageID = id
  }

  mutating func postpone(
    _ numbers: [JobNumber],
    error: JobError,
    nextAttemptAt: WallTime,
    dueAt: WallTime? = nil
  ) {
    for number in numbers {
      guard let job = jobs[number], job.state == .queued || job.state == .deferred else { continue }
      jobs[number]?.nextAttemptAt = nextAttemptAt
      jobs[number]?.error = error
      if let dueAt { jobs[number]?.entry.dueAt = dueAt }
      move(number, to: .deferred)
    }
  }

  /// Two jobs per step, in order of number.
  mutating func bringForward(
    to latest: WallTime,
    at now: WallTime,
    from cursor: LaneCursor?
  ) -> BroughtForward {
    let part = jobs.values.filter { $0.state == .queued || $0.state == .deferred }
      .filter { $0.entry.number > cursor?.job ?? JobNumber(0) && $0.entry.dueAt > latest }
      .sorted { $0.entry.number < $1.entry.number }.prefix(2)
    var lanes: Set<Lane> = []
    for job in part {
      let due = max(job.state == .queued ? now : latest, job.notBefore ?? now)
      guard due < job.entry.dueAt else { continue }
      jobs[job.entry.number]?.entry.dueAt = due
      lanes.insert(job.entry.lane)
    }
    guard part.count == 2, let last = part.last?.entry else {
      return BroughtForward(lanes: lanes, next: nil)
    }
    let next = LaneCursor(lane: last.lane, dueAt: last.dueAt, job: last.number)
    return BroughtForward(lanes: lanes, next: next)
  }

  mutating func move(_ number: JobNumber, to state: JobState) {
    guard let old = jobs[number]?.state else { return }
    #expect(old.mayBecome(state), "\(number) from \(old) to \(state)")
    jobs[number]?.state = state
    if state.isTerminal { open -= 1 }
  }

  mutating func change(_ number: JobNumber, _ body: (inout Job) -> Void) {
    guard var job = jobs[number] else { return }
    body(&job)
    jobs[number] = job
  }

  mutating func finish(_ command: JobNumber, as state: JobState) { done[command] = state }

  mutating func turn(_ scope: HoldScope, on isOn: Bool) {
    if isOn { holds.insert(scope) } else { holds.remove(scope) }
  }

  // MARK: Agenda

  mutating func expire(at now: WallTime, limit: Int) -> Expiry {
    func next() -> WallTime? {
      jobs.values.lazy.filter { $0.state.rawValue <= JobState.held.rawValue }
        .map(\.entry.expiresAt).min()
    }
    guard let first = next(), first <= now else { return Expiry(ended: [], next: next()) }
    let ended = jobs.values
      .filter { $0.state.rawValue <= JobState.held.rawValue && $0.entry.expiresAt <= now }
      .sorted { ($0.entry.expiresAt, $0.entry.number) < ($1.entry.expiresAt, $1.entry.number) }
      .prefix(limit).map(\.entry.number)
    for number in ended {
      let cause = jobs[number]?.error
      jobs[number]?.error = .expired(cause: cause)
      move(number, to: .expired)
    }
    return Expiry(ended: ended, next: next())
  }

  func page(
    of lane: Lane,
    dueBy now: WallTime,
    excluding loaded: Set<JobNumber>,
    limit: Int
  ) -> AgendaPage {
    if let batch = lane.batch, batches[batch]?.isAccepting == true {
      return AgendaPage(entries: [], hasMore: false, nextDue: nil)
    }
    let waiting = lanes[lane, default: []].compactMap { jobs[$0] }
      .filter { $0.state == .queued || $0.state == .deferred }
    let due = waiting.map(\.entry).filter { $0.dueAt <= now && !loaded.contains($0.number) }
      .sorted { ($0.dueAt, $0.number) < ($1.dueAt, $1.number) }
    return AgendaPage(
      entries: Array(due.prefix(limit)),
      hasMore: due.count > limit,
      nextDue: waiting.map(\.entry.dueAt).filter { $0 > now }.min()
    )
  }

  func recover() -> Recovery {
    let waiting = jobs.values.filter { $0.state == .queued || $0.state == .deferred }
    let attempting = jobs.values.filter { $0.state == .attempting }
      .sorted { $0.entry.number < $1.entry.number }
    return Recovery(
      lanes: Set(waiting.map(\.entry.lane)),
      interrupted: attempting.map { InterruptedAttempt(entry: $0.entry, begunAt: $0.begunAt) },
      doubtful: jobs.values.compactMap(\.doubtful).sorted { $0.entry.number < $1.entry.number },
      nameless: jobs.values.compactMap(\.nameless).sorted { $0.number < $1.number },
      commands: commands.values.filter { done[$0.number] == nil }.sorted { $0.number < $1.number },
      holds: holds,
      heldBatches: Set(batches.filter(\.value.isHeld).keys)
    )
  }
}

extension MemoryLedger.Job {
  fileprivate var doubtful: DoubtfulJob? {
    guard state == .inDoubt, let error, let doubt else { return nil }
    return DoubtfulJob(entry: entry, error: error, doubt: doubt)
  }

  fileprivate var nameless: NamelessJob? {
    guard state == .sent, let digest, let sentAt else { return nil }
    return NamelessJob(
      number: entry.number,
      account: entry.lane.account,
      key: MessageKey(
        between: entry.envelope.parties,
        text: digest,
        isMMS: entry.envelope.isMMS
      ),
      since: begunAt,
      sentAt: sentAt
    )
  }
}
