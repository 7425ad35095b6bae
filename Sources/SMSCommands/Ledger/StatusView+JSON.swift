internal import SMSCore
internal import SMSDaemon
package import SMSJSON

extension StatusView {
  /// One object for `--json`.
  package var json: JSONObject {
    var object = JSONObject([
      ("daemon", .object(daemonJSON)),
      ("spools", .object(JSONObject(spools.map { ($0, .object(json(spool: $0))) }))),
      ("accounts", .object(JSONObject(accounts.map { ($0, .object(json(account: $0))) }))),
      ("waiting", .array(waitingJSON)),
      ("refused_prefixes", .array(refusedPrefixesJSON)),
      ("holds", .array(summary.holds.map(\.json).sorted { "\($0)" < "\($1)" })),
    ])
    object.set("restored", ifPresent: summary.restoration.map { .object($0.json) })
    return object
  }

  private var daemonJSON: JSONObject {
    var object = JSONObject([("state", .string(daemon.presence.word))])
    guard let state = daemon.state else { return object }
    object.set("pid", .number(JSONNumber(Int64(state.daemon.process))))
    object.set("version", .string(state.version))
    object.set("started_at", .string(Stamp.text(state.startedAt)))
    guard daemon.presence.isUp else { return object }
    object.set("ledger", ifPresent: ledgerFailure.map { .object($0.json) })
    let refused = state.reloadRefusedAt
    object.set("reload_refused_at", ifPresent: refused.map { .string(Stamp.text($0)) })
    return object
  }

  private func json(spool: String) -> JSONObject {
    var object = JSONObject(
      Self.states.map { (Self.word($0), .number(JSONNumber(Int64(jobs(spool, $0))))) }
    )
    object.set("configured", .bool(configuration.spools[spool] != nil))
    object.set("intake", ifPresent: notes.spool(spool).map { .object($0.json) })
    return object
  }

  private func json(account: String) -> JSONObject {
    var object = notes.account(account)?.json ?? JSONObject()
    let settings = configuration.accounts[account]
    object.set("configured", .bool(settings != nil))
    let rate = settings.flatMap { JSONNumber($0.messagesPerSecond) }
    object.set("messages_per_second", ifPresent: rate.map(JSONValue.number))
    object.set("first_due", ifPresent: firstDue(account).map { .string(Stamp.text($0)) })
    return object
  }

  private var refusedPrefixesJSON: [JSONValue] {
    notes.refusedPrefixes(at: now).map { prefix, until in
      .object(
        JSONObject([("prefix", .string(prefix)), ("until", .string(Stamp.text(until)))])
      )
    }
  }

  private var waitingJSON: [JSONValue] {
    summary.waiting.map { waiting in
      .object(
        JSONObject([
          ("account", .string(waiting.lane.account)),
          ("spool", .string(waiting.lane.spool)),
          ("priority", .string(waiting.lane.priority.name)),
          ("first_due", .string(Stamp.text(waiting.firstDue))),
        ])
      )
    }
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

extension HoldScope {
  fileprivate var json: JSONValue {
    switch self {
    case .all: ["all": true]
    case .spool(let name): .object(JSONObject([("spool", .string(name))]))
    case .account(let name): .object(JSONObject([("account", .string(name))]))
    case .sender(let sender):
      .object(
        JSONObject([
          ("sender", .string(sender.number.digits)), ("spool", .string(sender.spool)),
        ])
      )
    case .job(let name):
      .object(JSONObject([("spool", .string(name.spool)), ("message", .string(name.id))]))
    }
  }
}
