internal import SMSCore
internal import SMSDaemon
internal import SMSSpool

extension StatusView {
  /// A message that is due for longer than this is late, in `status`.
  static let usualLateness = Interval(seconds: 300)
  /// More messages in doubt than this are worth a line.
  static let usualDoubts = 10

  /// What is wrong, one entry for each cause, the worst first.
  package var causes: [StatusCause] {
    guard daemon.presence.isUp else { return [notRunning] + restored + restrictedAccounts }
    let troubles =
      daemonTroubles + ledgerTroubles + restored + intakeTroubles + restrictedAccounts
      + accountPauses
    return troubles + senderPauses + slowdowns + heldScopes + lateAccounts + doubts + smallMatters
  }

  // MARK: The daemon and its ledger

  private var notRunning: StatusCause {
    var cause = StatusCause(.critical, "down", "daemon", reason: daemon.presence.words)
    cause.facts = ["nothing is accepted or sent"]
    cause.hint = "Why it ended: journalctl -u smsdispatch"
    cause.command = "systemctl start smsdispatch"
    return cause
  }

  private var daemonTroubles: [StatusCause] {
    switch daemon.presence {
    case .starting:
      var cause = StatusCause(.warning, "starting", "daemon")
      cause.since = daemon.startedAt
      cause.facts = ["it takes no requests yet"]
      return [cause]
    case .draining:
      var cause = StatusCause(.warning, "stopping", "daemon")
      cause.facts = ["no new sends, answers are awaited"]
      return [cause]
    case .suspended(let pid):
      var cause = StatusCause(.critical, "suspended", "daemon", reason: "SIGSTOP")
      cause.facts = ["it does nothing until it is continued"]
      cause.command = "kill -CONT \(pid)"
      return [cause]
    case .running, .stopped, .gone, .neverStarted: return []
    }
  }

  private var ledgerTroubles: [StatusCause] {
    var causes: [StatusCause] = []
    if let failure = daemon.ledgerFailure {
      let cause = StatusCause(
        .critical,
        "failing",
        "ledger",
        since: failure.since,
        reason: failure.error
      )
      causes.append(cause)
      causes[0].facts = ["nothing is sent or accepted"]
      causes[0].hint = failure.hint
      causes[0].command = "\(ProgramName.value) doctor"
    }
    if let trouble = ledgerTrouble {
      var cause = StatusCause(
        .critical,
        trouble.state,
        "ledger",
        since: trouble.since,
        reason: trouble.reason
      )
      cause.facts = ["nothing new is sent or accepted"]
      cause.hint = trouble.hint
      causes.append(cause)
    }
    return causes
  }

  private var restored: [StatusCause] {
    guard let restoration else { return [] }
    var cause = StatusCause(
      .warning,
      "restored",
      "ledger",
      since: restoration.restoredAt,
      reason: "from a backup made \(Span.coarse(restoration.backupAt, from: now))"
    )
    cause.facts = ["everything is held, and requests wait in incoming/"]
    cause.hint = restoration.hint
    let isReconciled = restoration.reconciledAt != nil
    cause.command = "\(ProgramName.value) \(isReconciled ? "release --all" : "reconcile")"
    return [cause]
  }

  // MARK: Accounts

  /// Accounts that do not send, or not to everybody, since the configuration says so: right where
  /// things are tried out, and wrong elsewhere.
  private var restrictedAccounts: [StatusCause] {
    accounts.compactMap { account in
      let path = "accounts.\(account.name)"
      guard account.isDryRun || account.allowedRecipients != nil else { return nil }
      var cause = StatusCause(
        .warning,
        account.isDryRun ? "dry_run" : "guests",
        "account \(account.name)"
      )
      cause.scope = .account(account.name)
      if account.isDryRun {
        cause.reason = "NOTHING of it is sent"
        cause.facts = ["its messages end suppressed, its codes failed"]
        cause.hint = "In production, remove \(path).mode from the configuration and reload."
        cause.command = "\(ProgramName.value) list --error \(ErrorCode.dryRun.rawValue)"
      } else {
        let count = account.allowedRecipients ?? 0
        let verb = count == 1 ? "gets" : "get"
        cause.reason = "ONLY \(Quantity.of(count, "phone")) \(verb) anything of it"
        cause.facts = ["all its other messages end suppressed, its codes failed"]
        cause.hint = """
          In production, remove \(path).allowed_recipients from the configuration and reload.
          """
        let code = ErrorCode.notAllowedRecipient.rawValue
        cause.command = "\(ProgramName.value) list --error \(code)"
      }
      return cause
    }
  }

  private var accountPauses: [StatusCause] {
    accounts.compactMap { account in
      switch account.state {
      case "paused", "trial":
        var cause = self.cause(.warning, account.state, account)
        if account.state == "trial" {
          cause.facts.append("the keys were accepted, and one message goes first")
        }
        if account.state == "paused", let time = account.nextProbeAt {
          cause.facts.append("probed again \(Span.coarse(time, from: now))")
        }
        cause.hint = account.hint ?? ""
        cause.command = "\(ProgramName.value) doctor"
        return cause
      case "failing":
        var cause = self.cause(.warning, "resting", account)
        cause.facts.append("ten failures in a row: one message at a time is tried")
        cause.command = "\(ProgramName.value) list --status deferred"
        return cause
      default: return nil
      }
    }
  }

  private func cause(
    _ weight: StatusCause.Weight,
    _ word: String,
    _ account: Account
  ) -> StatusCause {
    var cause = StatusCause(weight, word, "account \(account.name)", since: account.since)
    cause.reason = account.code ?? ""
    cause.scope = .account(account.name)
    cause.facts = [waitingWords { $0.account == account.name }].compactMap(\.self)
    return cause
  }

  private var slowdowns: [StatusCause] {
    accounts.compactMap { account in
      guard let slowed = account.slowed, let rate = account.rate,
        let effective = account.effectiveRate
      else { return nil }
      let code = ErrorCode.tooManyRequests.rawValue
      var cause = StatusCause(
        .notice,
        "slowed",
        "account \(account.name)",
        since: slowed.since,
        reason: "\(Self.rate(effective)) instead of \(Self.rate(rate)), \(code)"
      )
      cause.scope = .account(account.name)
      let error = errors.first { $0.place == .account(account.name) && $0.code == code }
      if let error {
        cause.facts.append(
          "\(Self.grouped(error.count)) in the last hour, the last \(Span.coarse(error.last, from: now))"
        )
      }
      if let until = slowed.silentUntil, until > now {
        cause.facts.append("silent for another \(Span.coarse(until.since(now)))")
      }
      cause.facts += [waitingWords { $0.account == account.name }].compactMap(\.self)
      cause.hint = """
        The provider allows fewer messages than messages_per_second of the account; if others use \
        the same account, lower it and reload.
        """
      cause.command = "\(ProgramName.value) list --error \(code)"
      return cause
    }
  }

  // MARK: Holds

  private var senderPauses: [StatusCause] {
    holds.compactMap { hold in
      guard case .sender(let sender) = hold.scope else { return nil }
      var cause = StatusCause(
        .warning,
        "paused",
        "sender \(sender.number.digits) of spool \(sender.spool)",
        since: hold.since,
        reason: ErrorCode.forbidden.rawValue
      )
      cause.scope = hold.scope
      cause.facts = ["refused for every recipient, one message is tried every probe_seconds"]
      let pool = spools.first { $0.name == sender.spool }?.senders ?? []
      if let load = pool.first(where: { $0.sender == sender.number }) {
        cause.facts.append("\(load.recipients) recipients of the pool wait for it, none is moved")
      }
      cause.hint = "Check in the portal that the number belongs to the account. To send now:"
      cause.command = hold.scope.releaseCommand
      return cause
    }
  }

  private var heldScopes: [StatusCause] {
    holds.compactMap { hold in
      if case .sender = hold.scope { return nil }
      // The restore says so.
      if hold.scope == .all, restoration != nil { return nil }
      var cause = StatusCause(.warning, "held", hold.scope.words, since: hold.since)
      cause.user = hold.user
      cause.scope = hold.scope
      let words = waitingWords { lane in
        switch hold.scope {
        case .spool(let name): lane.spool == name
        case .account(let name): lane.account == name
        default: true
        }
      }
      cause.facts = [words].compactMap(\.self)
      cause.command = hold.scope.releaseCommand
      return cause
    }
  }

  // MARK: Queues

  /// Accounts whose messages are late for no other reason than their number.
  private var lateAccounts: [StatusCause] {
    guard isAtWork, restoration == nil else { return [] }
    return accounts.compactMap { account in
      guard let rate = account.effectiveRate, account.slowed == nil,
        !isHeld(.account(account.name)),
        account.state.isEmpty || account.state == "running",
        let queue = queue(where: { $0.account == account.name && !isHeld(.spool($0.spool)) }),
        now.since(queue.firstDue) > Self.usualLateness
      else { return nil }
      var cause = StatusCause(.notice, "late", "account \(account.name)")
      cause.scope = .account(account.name)
      let count = Self.count(queue.jobs, isAtLeast: queue.isAtLeast)
      let time = Span.coarse(Interval(seconds: Double(queue.jobs) / rate))
      cause.reason = "\(count) wait, the first due \(Span.coarse(queue.firstDue, from: now))"
      cause.facts = [
        "at \(Self.rate(rate)) they take \(time)" + (queue.isAtLeast ? " or more" : "")
      ]
      cause.command = "\(ProgramName.value) list --status queued,deferred"
      return cause
    }
  }

  private var doubts: [StatusCause] {
    let count = jobs(.inDoubt)
    guard count > Self.usualDoubts else { return [] }
    var cause = StatusCause(.warning, "in doubt", Quantity.of(count, "message"))
    cause.facts = ["they may have been sent, and are looked for in the provider's list"]
    cause.command = "\(ProgramName.value) list --status in_doubt"
    return [cause]
  }

  /// How many messages of some lanes wait, in words; nil if none does.
  func waitingWords(_ isIncluded: (Lane) -> Bool) -> String? {
    guard let queue = queue(where: isIncluded) else { return nil }
    let verb = queue.jobs == 1 ? "waits" : "wait"
    let age = Span.coarse(now.since(queue.oldest))
    return "\(Self.count(queue.jobs, isAtLeast: queue.isAtLeast)) \(verb), the oldest for \(age)"
  }
}
