internal import SMSCore
internal import SMSDaemon
package import SMSJSON
internal import SMSSpool

extension StatusView {
  /// One object for `--json`; systemd/README.md describes its members.
  package var json: JSONObject {
    var object = JSONObject([
      ("at", .string(Stamp.text(now))),
      ("daemon", .object(daemonJSON)),
      ("spools", .object(JSONObject(spools.map { ($0.name, .object(json($0))) }))),
      ("accounts", .object(JSONObject(accounts.map { ($0.name, .object(json($0))) }))),
      ("waiting", .array(waiting.map { .object($0.json) })),
      ("outside_window", .array(outside.map { .object($0.json) })),
      ("caps", .array(caps.map { .object($0.json) })),
      (
        "refused_prefixes",
        .array(
          refusedPrefixes.map {
            ["prefix": .string($0.prefix), "until": .string(Stamp.text($0.until))]
          }
        )
      ),
      ("holds", .array(holds.map { .object($0.json) })),
      ("batches", .array(batches.map { .object($0.summary) })),
      ("errors", .array(errors.map { .object($0.json) })),
      ("rates", .object(ratesJSON)),
      ("disks", .array(disks.map { .object($0.json) })),
      ("causes", .array(causes.map { .object($0.json(at: now)) })),
    ])
    object.set("restored", ifPresent: restoration.map { .object($0.json) })
    object.set("ledger_trouble", ifPresent: ledgerTrouble.map { .object($0.json) })
    object.set("operator_intake", ifPresent: operatorIntake.map { .object($0.json) })
    return object
  }

  /// By span, how much a second.
  private var ratesJSON: JSONObject {
    Self.bySpan { span in
      .object(
        JSONObject(
          RecentRates.Kind.allCases.map { kind in
            (kind.rawValue, Self.number(rates.perSecond(kind, over: span, at: now)))
          }
        )
      )
    }
  }

  private static func bySpan(_ value: (RecentRates.Span) -> JSONValue) -> JSONObject {
    JSONObject(RecentRates.Span.allCases.map { ($0.rawValue, value($0)) })
  }

  /// A rate, to a thousandth.
  private static func number(_ rate: Double) -> JSONValue {
    .number(JSONNumber((rate * 1_000).rounded() / 1_000) ?? JSONNumber(0))
  }

  private var daemonJSON: JSONObject {
    var object = JSONObject([("state", .string(daemon.presence.word))])
    object.set("pid", ifPresent: daemon.process.map { .number(JSONNumber(Int64($0))) })
    object.set("version", ifPresent: daemon.version.map(JSONValue.string))
    object.set("started_at", ifPresent: daemon.startedAt)
    object.set("ledger", ifPresent: daemon.ledgerFailure.map { .object($0.json) })
    object.set("reload_refused_at", ifPresent: daemon.reloadRefusedAt)
    return object
  }

  private func json(_ spool: Spool) -> JSONObject {
    var object = JSONObject(
      Self.states.map { ($0.word, .number(JSONNumber(Int64(spool.jobs[$0] ?? 0)))) }
    )
    object.set("configured", .bool(spool.isConfigured))
    object.set("intake", ifPresent: spool.intake.map { .object($0.json) })
    object.set("incoming", ifPresent: spool.files.map { .object($0.json) })
    object.set("oldest_at", ifPresent: queue { $0.spool == spool.name }?.oldest)
    if !spool.senders.isEmpty {
      let loads = spool.senders.map { load in
        (load.sender.digits, JSONValue.number(JSONNumber(Int64(load.recipients))))
      }
      object.set("senders", .object(JSONObject(loads)))
    }
    return object
  }

  private func json(_ account: Account) -> JSONObject {
    var object = JSONObject()
    if !account.state.isEmpty { object.set("state", .string(account.state)) }
    object.set("since", ifPresent: account.since)
    object.set("code", ifPresent: account.code.map(JSONValue.string))
    object.set("hint", ifPresent: account.hint.map(JSONValue.string))
    object.set("next_probe_at", ifPresent: account.nextProbeAt)
    object.set("slowed", ifPresent: account.slowed.map { .object($0.json) })
    object.set("configured", .bool(account.rate != nil))
    if account.rate != nil { object.set("mode", account.isDryRun ? "dry_run" : "live") }
    object.set("allowed_recipients", count: account.allowedRecipients)
    let rates = [
      ("messages_per_second", account.rate),
      ("effective_messages_per_second", account.effectiveRate),
    ]
    for (name, rate) in rates {
      object.set(name, ifPresent: rate.flatMap { JSONNumber($0) }.map(JSONValue.number))
    }
    let sent = Self.bySpan { Self.number(self.rates.sent(by: account.name, over: $0, at: now)) }
    object.set("sent_per_second", .object(sent))
    object.set("first_due", ifPresent: firstDue(account.name))
    if let queue = queue(where: { $0.account == account.name }) {
      object.set("jobs", .number(JSONNumber(Int64(queue.jobs))))
      object.set("oldest_at", ifPresent: queue.oldest)
    }
    return object
  }
}

extension JSONObject {
  fileprivate mutating func set(_ name: String, ifPresent time: WallTime?) {
    set(name, ifPresent: time.map { .string(Stamp.text($0)) })
  }

  fileprivate mutating func set(_ name: String, count: Int?) {
    set(name, ifPresent: count.map { .number(JSONNumber(Int64($0))) })
  }
}

extension DaemonState.LedgerFailure {
  fileprivate var json: JSONObject {
    JSONObject([
      ("state", "failing"), ("since", .string(Stamp.text(since))), ("error", .string(error)),
      ("hint", .string(hint)),
    ])
  }
}

extension StatusView.LedgerTrouble {
  fileprivate var json: JSONObject {
    var object = JSONObject([("state", .string(state))])
    object.set("since", ifPresent: since)
    object.set("reason", .string(reason))
    object.set("hint", .string(hint))
    return object
  }
}

extension StatusView.Intake {
  fileprivate var json: JSONObject {
    var object = JSONObject([("state", .string(state))])
    object.set("since", ifPresent: since)
    object.set("code", ifPresent: code.map(JSONValue.string))
    object.set("reason", ifPresent: reason.map(JSONValue.string))
    object.set("stray_files", count: strayFiles)
    if isScanned { object.set("scanned", true) }
    object.set("waiting_batch", ifPresent: waitingBatch.map(JSONValue.string))
    return object
  }
}

extension StatusView.Slowed {
  fileprivate var json: JSONObject {
    var object = JSONObject()
    object.set("since", ifPresent: since)
    object.set("factor", count: factor)
    object.set("silent_until", ifPresent: silentUntil)
    return object
  }
}

extension WaitingFiles {
  fileprivate var json: JSONObject {
    var object = JSONObject()
    object.set("files", count: count)
    object.set("oldest_at", ifPresent: oldest)
    return object
  }
}

extension LedgerSummary.Waiting {
  fileprivate var json: JSONObject {
    var object = JSONObject([
      ("account", .string(lane.account)), ("spool", .string(lane.spool)),
      ("priority", .string(lane.priority.name)), ("first_due", .string(Stamp.text(firstDue))),
    ])
    object.set("jobs", count: jobs)
    object.set("oldest_at", ifPresent: oldest)
    return object
  }
}

extension LedgerSummary.Outside {
  fileprivate var json: JSONObject {
    var object = JSONObject([("spool", .string(spool))])
    object.set("jobs", count: jobs)
    object.set("opens_at", ifPresent: opensAt)
    return object
  }
}

extension BatchView {
  /// What of it is in the status.
  fileprivate var summary: JSONObject {
    var object = JSONObject([
      ("id", .string(job.name.id)), ("spool", .string(job.name.spool)),
      ("status", .string(facts.status.rawValue)),
    ])
    object.set("messages", count: facts.messages)
    object.set("accepted", count: facts.accepted)
    object.set("sent", count: sent)
    object.set("failed", count: failed)
    object.set("canceled", count: canceled)
    object.set("suppressed", count: suppressed)
    object.set("left", count: facts.unfinished)
    object.set("accepted_at", ifPresent: job.acceptedAt)
    object.set("expected_end", ifPresent: expectedEnd)
    return object
  }
}

extension RecentErrors.Entry {
  fileprivate var json: JSONObject {
    var object = JSONObject()
    switch place {
    case .account(let name): object.set("account", .string(name))
    case .spool(let name): object.set("spool", .string(name))
    case .queue: break
    }
    object.set("code", .string(code))
    object.set("count", count: count)
    object.set("last_at", ifPresent: last)
    return object
  }
}

extension StatusView.Disk {
  fileprivate var json: JSONObject {
    var object = JSONObject([("path", .string(path))])
    object.set("free_bytes", count: Int(freeBytes))
    object.set("min_free_bytes", count: Int(minimum))
    return object
  }
}

extension StatusCause {
  fileprivate func json(at now: WallTime) -> JSONObject {
    var object = JSONObject([
      ("severity", .string(weight.name)), ("state", .string(word)),
      ("subject", .string(subject)),
    ])
    object.set("since", ifPresent: since)
    object.set("message", .string(([summary(at: now)] + facts).joined(separator: "; ")))
    if !hint.isEmpty { object.set("hint", .string(hint)) }
    object.set("command", ifPresent: command.map(JSONValue.string))
    return object
  }
}

extension StatusView.Hold {
  fileprivate var json: JSONObject {
    var object = scope.json
    object.set("since", ifPresent: since)
    object.set("by", ifPresent: user.map(JSONValue.string))
    return object
  }
}

extension HoldScope {
  fileprivate var json: JSONObject {
    switch self {
    case .all: JSONObject([("all", true)])
    case .spool(let name): JSONObject([("spool", .string(name))])
    case .account(let name): JSONObject([("account", .string(name))])
    case .sender(let sender):
      JSONObject([
        ("sender", .string(sender.number.digits)), ("spool", .string(sender.spool)),
      ])
    case .job(let name):
      JSONObject([("spool", .string(name.spool)), ("message", .string(name.id))])
    }
  }
}
