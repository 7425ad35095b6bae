package import SMSCore
internal import Synchronization

/// Reports what happens: a log line for people, and a note in the ledger for `status`.
package final class EventReporter: Sendable {
  private let log: Log
  private let note: @Sendable (_ key: String, _ value: AccountNote) -> Void
  private let notePrefix: @Sendable (_ prefix: EndedJob.GuardedPrefix) -> Void
  private let noteCap: @Sendable (_ cap: Cap.ID, _ until: WallTime?) -> Void
  private let notePace: @Sendable (_ account: String, _ pace: AccountPace) -> Void
  private let failed:
    @Sendable (_ code: ErrorCode, _ place: RecentErrors.Place, _ count: Int) -> Void
  private let count: @Sendable ([DispatcherReport]) -> Void
  private let health: LedgerHealth
  /// The refused prefixes already reported, and until when they are refused.
  private let reportedPrefixes = Mutex<[Int: WallTime]>([:])
  /// Two refusals for the same reason may end slightly apart: clocks are read in milliseconds.
  private static let sameTime = Interval(seconds: 1)
  /// The maximum number of remembered prefixes; at worst, a line is repeated.
  private static let mostPrefixes = 1000

  package init(
    log: Log,
    health: LedgerHealth? = nil,
    note: @escaping @Sendable (_ key: String, _ value: AccountNote) -> Void,
    notePrefix: @escaping @Sendable (_ prefix: EndedJob.GuardedPrefix) -> Void = { _ in },
    noteCap: @escaping @Sendable (_ cap: Cap.ID, _ until: WallTime?) -> Void = { _, _ in },
    notePace: @escaping @Sendable (_ account: String, _ pace: AccountPace) -> Void = { _, _ in },
    failed:
      @escaping @Sendable (_ code: ErrorCode, _ place: RecentErrors.Place, _ count: Int) -> Void =
      { _, _, _ in },
    count: @escaping @Sendable ([DispatcherReport]) -> Void = { _ in }
  ) {
    self.log = log
    self.health = health ?? LedgerHealth(log: log)
    self.note = note
    self.notePrefix = notePrefix
    self.noteCap = noteCap
    self.notePace = notePace
    self.failed = failed
    self.count = count
  }

  /// Reports what happened in one turn of the dispatcher.
  package func report(_ actions: [DispatcherAction]) {
    let reports = actions.compactMap(\.report)
    guard !reports.isEmpty else { return }
    count(reports)
    for report in reports { self.report(report) }
  }

  package func report(_ report: DispatcherReport) {
    switch report {
    case .attempt(let attempt):
      log.write(attempt.message, attempt.values)
      if let error = attempt.outcome.error {
        failed(error.code, .account(attempt.entry.lane.account), 1)
      }
    case .paused(let account, let error, let nextProbeAt):
      reportPause(.accountPaused, account, error, nextProbeAt)
    case .probeFailed(let account, let error, let nextProbeAt):
      reportPause(.probeFailed, account, error, nextProbeAt)
    case .trial(let account):
      log.write(.accountTrial, [("account", account)])
      note(account, AccountNote(state: .trial))
    case .resumed(let account):
      log.write(.accountResumed, [("account", account)])
      note(account, AccountNote(state: .running))
    case .breakerOpened(let account, let code):
      log.write(.breakerOpened, [("account", account), ("code", code.rawValue)])
      note(account, AccountNote(state: .failing, code: code))
    case .breakerClosed(let account):
      log.write(.breakerClosed, [("account", account)])
      note(account, AccountNote(state: .running))
    case .slowedDown(let account, let wait, let factor, let isMMS):
      // The account's texts go on at their rate.
      guard !isMMS else {
        return log.write(.mmsSlowed, [("account", account), ("wait_s", wait.text)])
      }
      log.write(.accountSlowed, [("account", account), ("wait_s", wait.text)])
      notePace(account, AccountPace(factor: factor, silence: wait))
    case .spedUp(let account, let factor, let isMMS):
      guard !isMMS else {
        if factor == 1 { log.write(.mmsAtSpeed, [("account", account)]) }
        return
      }
      if factor == 1 { log.write(.accountAtSpeed, [("account", account)]) }
      notePace(account, AccountPace(factor: factor))
    case .senderPaused(let sender, let error, let nextProbeAt):
      log.write(
        .senderPaused,
        [
          ("spool", sender.spool), ("from", "\(sender.number)"), ("code", error.code.rawValue),
          ("next_probe_at", nextProbeAt.text),
          (
            "hint",
            "See its further messages' results, or status: they wait until one is accepted."
          ),
        ]
      )
    case .senderResumed(let sender):
      log.write(.senderResumed, [("spool", sender.spool), ("from", "\(sender.number)")])
    case .capClosed(let refusal):
      log.write(
        .capClosed,
        [
          ("cap", refusal.cap.id.key), ("used", String(refusal.used)),
          ("limit", String(refusal.cap.limit)), ("until", refusal.until.text),
        ]
      )
      noteCap(refusal.cap.id, refusal.until)
    case .capOpened(let cap):
      log.write(.capOpened, [("cap", cap.key)])
      noteCap(cap, nil)
    case .interrupted(let entry):
      log.write(.interrupted, entry.values)
    case .reconciled(let entry, let next):
      let message: LogMessage = next.word == JobState.uncertain.name ? .uncertain : .reconciled
      log.write(message, entry.values + [("status", next.word)] + next.values)
    case .lookFailed(let account, let error, let nextLookAt):
      log.write(
        .lookFailed,
        [("account", account), ("code", error.code.rawValue)]
          + (error.httpStatus.map { [("status", String($0))] } ?? [])
          + (error.reason.map { [("reason", $0)] } ?? [])
          + [("next_look_at", nextLookAt.text)]
      )
    }
  }

  private func reportPause(
    _ message: LogMessage,
    _ account: String,
    _ error: JobError,
    _ nextProbeAt: WallTime
  ) {
    // The hint of an account's error mentions no message, so it may be logged.
    log.write(
      message,
      [("account", account), ("code", error.code.rawValue), ("hint", error.hint)]
    )
    note(
      account,
      AccountNote(state: .paused, code: error.code, hint: error.hint, nextProbeAt: nextProbeAt)
    )
  }

  /// A verdict, or a job that ended on acceptance.
  package func ended(_ job: EndedJob) {
    var values = [("kind", job.kind), ("spool", job.name.spool), ("id", job.name.id)]
    if let code = job.code {
      values.append(("code", code.rawValue))
      if job.state != .suppressed { failed(code, .spool(job.name.spool), 1) }
    }
    if let reason = job.reason { values.append(("reason", reason.rawValue)) }
    log.write(job.message, values)
    if let prefix = job.guardedPrefix { report(prefix, of: job) }
  }

  /// Reports a refused prefix once per refusal period, not for each code.
  private func report(_ prefix: EndedJob.GuardedPrefix, of job: EndedJob) {
    let isNew = reportedPrefixes.withLock { reported in
      if reported.count >= Self.mostPrefixes { reported.removeAll() }
      let last = reported.updateValue(prefix.until, forKey: prefix.prefix)
      return last.map { prefix.until > $0.advanced(by: Self.sameTime) } ?? true
    }
    guard isNew else { return }
    log.write(
      .prefixRefused,
      [
        ("prefix", prefix.text), ("until", prefix.until.text), ("spool", job.name.spool),
        (
          "hint",
          "See the requests of its producer; verification.prefix_guard_share sets what is refused."
        ),
      ]
    )
    notePrefix(prefix)
  }

  package func expired(_ count: Int) {
    log.write(.expired, [("jobs", String(count))])
    failed(.expired, .queue, count)
  }

  package func textsDamaged(_ count: Int) {
    log.write(.textDamaged, [("jobs", String(count)), ("hint", JobError.ledgerDamaged.hint)])
  }

  package func commandDone(_ command: CommandJob) {
    log.write(
      .commandDone,
      [("kind", command.command.kind), ("spool", command.name.spool), ("id", command.name.id)]
    )
  }

  /// Whether the latest ledger call failed, as far as known.
  package var isLedgerFailing: Bool { health.isFailing }

  /// Reports once that the ledger fails, and once that it works again.
  package func ledgerFailed(_ error: LedgerError) { health.failed(error) }

  package func ledgerWorks() { health.worked() }
}

/// What `status` shows about an account.
package struct AccountNote: Sendable, Equatable {
  package enum State: String, Sendable {
    case running
    case paused
    case trial
    case failing

    /// Whether it does not send as configured until a probe and a job succeed.
    var isPause: Bool { self == .paused || self == .trial }
  }

  package var state: State
  package var code: ErrorCode?
  package var hint: String?
  package var nextProbeAt: WallTime?

  package init(
    state: State,
    code: ErrorCode? = nil,
    hint: String? = nil,
    nextProbeAt: WallTime? = nil
  ) {
    self.state = state
    self.code = code
    self.hint = hint
    self.nextProbeAt = nextProbeAt
  }
}

extension DispatcherAction {
  fileprivate var report: DispatcherReport? {
    if case .report(let report) = self { report } else { nil }
  }
}

extension EndedJob {
  fileprivate var message: LogMessage {
    switch state {
    case .approved: .approved
    case .denied: .denied
    case .done: .unenrolled
    case .suppressed: .suppressed
    default: .refused
    }
  }
}

extension EndedJob.GuardedPrefix {
  /// NPA-NXX in its usual notation, `206-555`.
  package var text: String {
    let digits = String(prefix)
    return "\(digits.prefix(3))-\(digits.suffix(3))"
  }
}
