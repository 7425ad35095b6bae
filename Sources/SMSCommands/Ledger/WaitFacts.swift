package import SMSCore
package import SMSDaemon
internal import SMSJSON
internal import SMSSystem

/// What decides why a job waits.
package struct WaitFacts: Sendable {
  package var summary: LedgerSummary
  package var configuration: Configuration
  package var daemon: DaemonLook
  package var now: WallTime
  /// The name of a user.
  package var userName: @Sendable (UInt32) -> String = { user in
    (try? UserAccount.numbered(user))?.name ?? "user id \(user)"
  }

  package init(
    _ summary: LedgerSummary,
    _ configuration: Configuration,
    _ daemon: DaemonLook,
    now: WallTime
  ) {
    self.summary = summary
    self.configuration = configuration
    self.daemon = daemon
    self.now = now
  }

  var notes: DaemonNotes { DaemonNotes(summary.notes) }

  /// Why a job waits; nil if it has ended.
  package func reason(_ job: JobDetails, _ circumstances: WaitCircumstances) -> WaitReason? {
    let state = job.snapshot.state
    guard !state.isTerminal else { return nil }
    if state == .held { return held(job.snapshot, circumstances) }
    if let reason = standstill { return reason }
    guard let message = job.snapshot.message else {
      return WaitReason(.command, "the daemon has not carried it out yet")
    }
    switch state {
    case .attempting: return attempting(job)
    case .inDoubt: return inDoubt(job.snapshot)
    default: break
    }
    let cap = CapWait(facts: self, job: job.snapshot)
    return hold(job.snapshot.name.spool, message.account)
      ?? trouble(message, of: job.snapshot)
      ?? circumstances.lane.flatMap { outsideWindow(job, $0) }
      ?? notBefore(job)
      ?? cap.recipient(circumstances.recipientTimes)
      ?? retry(job)
      ?? resting(message.account)
      ?? cap.segments(message)
      ?? circumstances.rival.map(Self.rival)
      ?? turn(message, job.snapshot.name.spool, circumstances.ahead)
  }

  /// Why a file is still in the spool's `incoming/` or `.taken/`; `batch` is its name if it is a
  /// batch in `incoming/`.
  package func reason(fileOf spool: String, batch: String? = nil) -> WaitReason {
    if let reason = standstill { return reason }
    if let note = notes.spool(spool), note.state == "paused" {
      let reason = note.text("reason") ?? "the daemon's log says why"
      return WaitReason(
        .intake,
        "spool \(spool) takes no requests: \(Self.clause(reason))",
        since: note.since
      )
    }
    if let batch { return reason(batch, notes.spool(spool)?.text("waiting_batch")) }
    return WaitReason(.taking, "the daemon has not come to it yet")
  }

  /// Why a batch is in `incoming/`, with what the daemon says of the first that waits there.
  private func reason(_ batch: String, _ note: String?) -> WaitReason {
    if let note, note.hasPrefix("\(batch) ") || note.hasPrefix("\(batch): ") {
      return WaitReason(.intake, Self.clause(note.replacing(". ", with: "; ", maxReplacements: 1)))
    }
    return WaitReason(
      .taking,
      """
      batches are accepted one after the other, and one that was not moved in counts as whole 10 s \
      after its last change
      """
    )
  }
}

// MARK: Everything stands still

extension WaitFacts {
  private var standstill: WaitReason? {
    daemonReason ?? ledgerReason ?? restoredReason
  }

  private var daemonReason: WaitReason? {
    switch daemon.presence {
    case .running: nil
    case .starting: WaitReason(.daemon, "the daemon is still starting")
    case .draining: WaitReason(.daemon, "the daemon is stopping")
    case .suspended(let pid):
      WaitReason(.daemon, "the daemon is suspended; 'kill -CONT \(pid)' wakes it")
    case .stopped: WaitReason(.daemon, "the daemon is stopped")
    case .gone: WaitReason(.daemon, "the daemon does not run: it ended without having stopped")
    case .neverStarted: WaitReason(.daemon, "the daemon has not run yet")
    }
  }

  private var ledgerReason: WaitReason? {
    if let failure = daemon.state?.ledgerFailure {
      return WaitReason(
        .ledger,
        "the ledger has been failing for \(age(failure.since)): \(Self.clause(failure.error))",
        since: failure.since
      )
    }
    return notes.ledgerTrouble.map { note in
      WaitReason(
        .ledger,
        "the ledger is \(note.state): \(Self.clause(note.text("reason") ?? note.state))",
        since: note.since
      )
    }
  }

  private var restoredReason: WaitReason? {
    summary.restoration.map { restoration in
      WaitReason(
        .restored,
        """
        the ledger was restored from a backup and everything is held; \
        '\(HoldScope.all.releaseCommand)' lets it go on
        """,
        since: restoration.restoredAt
      )
    }
  }

  private func age(_ time: WallTime) -> String { Span.text(now.since(time)) }

  /// A sentence as a clause: without its full stop.
  private static func clause(_ text: String) -> String {
    text.hasSuffix(".") ? String(text.dropLast()) : text
  }
}

// MARK: Holds

extension WaitFacts {
  private func held(_ job: JobSnapshot, _ circumstances: WaitCircumstances) -> WaitReason {
    let scope = HoldScope.job(job.name)
    let origin = circumstances.heldBy
    return WaitReason(
      .held,
      "it is held\(source(origin)); '\(scope.releaseCommand)' lets it go",
      since: origin?.since ?? job.updatedAt,
      user: origin?.producer
    )
  }

  /// The widest hold on a lane.
  private func hold(_ spool: String, _ account: String) -> WaitReason? {
    let scopes = [HoldScope.all, .account(account), .spool(spool)]
    guard let hold = scopes.first(where: { summary.origins[$0] != nil }) else { return nil }
    let origin = summary.origins[hold]
    return WaitReason(
      .hold,
      "\(hold.words) is held\(source(origin)); '\(hold.releaseCommand)' ends that",
      since: origin?.since,
      user: origin?.producer
    )
  }

  /// ` since 2026-… (5 min) by root`, as far as it is known.
  private func source(_ origin: HoldOrigin?) -> String {
    let since = origin?.since.map { " since \(Stamp.text($0)) (\(age($0)))" } ?? ""
    return since + (origin?.producer.map { " by \(userName($0))" } ?? "")
  }
}

// MARK: Accounts and senders

extension WaitFacts {
  private func trouble(
    _ message: JobSnapshot.MessageFacts,
    of job: JobSnapshot
  ) -> WaitReason? {
    guard configuration.accounts[message.account] != nil else {
      return WaitReason(.account, "account \(message.account) is not in the configuration")
    }
    if let note = notes.account(message.account), note.state == "paused" || note.state == "trial" {
      return paused(message.account, note)
    }
    let sender = HoldScope.sender(Sender(spool: job.name.spool, number: message.from))
    // Codes do not wait for a sender.
    guard job.kind == "message", let origin = summary.origins[sender] else { return nil }
    return WaitReason(
      .senderPaused,
      "\(sender.words) is paused: the provider refuses it for every recipient (forbidden)",
      since: origin.since
    )
  }

  private func paused(_ account: String, _ note: DaemonNotes.Note) -> WaitReason {
    let cause = note.text("code").map { " (\($0))" } ?? ""
    let since = note.since.map { " for \(age($0))" } ?? ""
    let next = note.time("next_probe_at")
    let then =
      note.state == "trial"
      ? "one message is being tried"
      : next.map { "the next probe is \(Span.text($0, from: now))" } ?? "it is being probed"
    return WaitReason(
      .accountPaused,
      "account \(account) has been paused\(since)\(cause); \(then)",
      since: note.since,
      until: next
    )
  }

  private func resting(_ account: String) -> WaitReason? {
    guard let note = notes.account(account), note.state == "failing" else { return nil }
    let cause = note.text("code").map { " (\($0))" } ?? ""
    return WaitReason(
      .accountResting,
      "account \(account) rests after failures in a row\(cause), and tries one message at a time",
      since: note.since
    )
  }
}

// MARK: The job itself

extension WaitFacts {
  private func attempting(_ job: JobDetails) -> WaitReason {
    let since = job.begunAt.map { " for \(age($0))" } ?? ""
    return WaitReason(
      .attempting,
      "its attempt has been in progress\(since)",
      since: job.begunAt
    )
  }

  private func inDoubt(_ job: JobSnapshot) -> WaitReason {
    let next = job.nextAttemptAt.map { "; the next look is \(Span.text($0, from: now))" } ?? ""
    return WaitReason(
      .inDoubt,
      "its last attempt may have been accepted, which the provider's list is to show\(next)",
      until: job.nextAttemptAt
    )
  }

  /// The spool's window, if it is closed now or when the message is due.
  private func outsideWindow(_ job: JobDetails, _ lane: Lane) -> WaitReason? {
    var lane = lane
    if lane.zones == .none, let phone = job.snapshot.message?.to {
      lane.zones = configuration.windows.zones(of: phone, lane.priority, in: lane.spool)
    }
    let time = max(now, job.dueAt ?? now)
    guard let state = configuration.windows.state(of: lane, at: time), !state.isOpen else {
      return nil
    }
    let zones = configuration.windows.zoneNames(of: lane)
    let more = zones.count > 2 ? " and \(zones.count - 2) more" : ""
    return WaitReason(
      .window,
      """
      the window of spool \(lane.spool) is closed for its recipient \
      (\(zones.prefix(2).joined(separator: ", "))\(more)) until \(Stamp.text(state.until)) \
      (\(Span.text(state.until, from: now)))
      """,
      until: state.until
    )
  }

  private func notBefore(_ job: JobDetails) -> WaitReason? {
    guard let time = job.notBefore, time > now else { return nil }
    return WaitReason(
      .notBefore,
      "it is not to be sent before \(Stamp.text(time)) (\(Span.text(time, from: now)))",
      until: time
    )
  }

  private func retry(_ job: JobDetails) -> WaitReason? {
    guard let due = job.dueAt, due > now else { return nil }
    guard job.snapshot.attempts > 0 || job.snapshot.error != nil else {
      return WaitReason(
        .retry,
        "it was put off until \(Stamp.text(due)) (\(Span.text(due, from: now)))",
        until: due
      )
    }
    let cause = job.snapshot.error.map { " (\($0.code.rawValue))" } ?? ""
    return WaitReason(
      .retry,
      "its last attempt failed\(cause); the next one is due \(Span.text(due, from: now))",
      until: due
    )
  }

  private static func rival(_ other: JobName) -> WaitReason {
    WaitReason(
      .sameText,
      """
      it has the same text to the same phone as \(other.id) of spool \(other.spool), of whose attempt \
      nothing is known yet
      """
    )
  }

  private func turn(
    _ message: JobSnapshot.MessageFacts,
    _ spool: String,
    _ ahead: Int
  ) -> WaitReason {
    let rate =
      "; account \(message.account) sends at most \(pace(of: message.account))"
      + (message.media == nil ? "" : mmsPace(of: message.account))
    let lane = "spool \(spool) with priority \(message.priority.name)"
    guard ahead > 0 else {
      return WaitReason(.pace, "the pace allows no more yet: it is the next of \(lane)\(rate)")
    }
    let count =
      ahead >= WaitCircumstances.mostAhead
      ? "\(Quantity.grouped(ahead, "message")) or more" : Quantity.of(ahead, "message")
    return WaitReason(
      .turn,
      "\(count) of \(lane) \(ahead == 1 ? "comes" : "come") before it\(rate)",
      ahead: ahead
    )
  }

  private func mmsPace(of account: String) -> String {
    let rate = configuration.accounts[account].map { StatusView.rate($0.mmsPerSecond) }
    return ", and MMS at most \(rate ?? "nothing")"
  }

  /// `5/s`, and how far the provider's answers slow it down.
  private func pace(of account: String) -> String {
    let rate = configuration.accounts[account].map { StatusView.rate($0.messagesPerSecond) }
    guard let slowed = notes.account(account)?.json["slowed"]?.object,
      let factor = slowed["factor"]?.number?.int64
    else { return rate ?? "nothing" }
    let since = slowed["since"]?.string.flatMap(RFC3339.time).map { " for \(age($0))" } ?? ""
    return "\(rate ?? "nothing"), and the provider has slowed it down \(factor)-fold\(since)"
  }
}
