import SMSCore
import SMSDaemon
import SMSJSON
import TestSupport
import Testing

@testable import SMSCommands

@Suite("status --json", .throttled)
struct StatusJSONTests {
  private static func names(_ object: JSONObject?) -> [String] { object?.members.map(\.name) ?? [] }

  @Test("It has the members that programs rely on, and those of each cause")
  func members() throws {
    let json = StatusView.night.json
    #expect(
      Self.names(json) == [
        "at", "daemon", "spools", "accounts", "waiting", "outside_window", "caps",
        "refused_prefixes",
        "holds", "batches", "errors", "rates", "disks", "causes",
      ]
    )
    #expect(Self.names(json["daemon"]?.object) == ["state", "pid", "version", "started_at"])
    let spool = json["spools"]?["default"]?.object
    let states = [
      "queued", "deferred", "held", "attempting", "in_doubt", "sent", "failed", "expired",
      "canceled", "uncertain", "suppressed",
    ]
    #expect(
      Self.names(spool) == states + ["configured", "intake", "incoming", "oldest_at"]
    )
    #expect(spool?["deferred"] == 949 && spool?["in_doubt"] == 3)
    #expect(Self.names(spool?["intake"]?.object) == ["state", "since", "code", "reason"])
    let main = json["accounts"]?["main"]?.object
    #expect(
      Self.names(main) == [
        "state", "since", "code", "hint", "next_probe_at", "configured", "mode",
        "messages_per_second", "effective_messages_per_second", "sent_per_second", "first_due",
        "jobs", "oldest_at",
      ]
    )
    #expect(main?["mode"] == "live")
    let bulk = json["accounts"]?["bulk"]?.object
    #expect(bulk?["effective_messages_per_second"]?.number?.text == "0.625")
    #expect(Self.names(bulk?["slowed"]?.object) == ["since", "factor", "silent_until"])
    #expect(bulk?["state"] == "running")
    let hold = json["holds"]?.array?.first?.object
    #expect(Self.names(hold) == ["spool", "since", "by"] && hold?["by"] == "anna")
    let cause = json["causes"]?.array?.first?.object
    #expect(
      Self.names(cause) == [
        "severity", "state", "subject", "since", "message", "hint", "command",
      ]
    )
    #expect(cause?["severity"] == "critical" && cause?["state"] == "paused")
    let waiting = json["waiting"]?.array?.first?.object
    #expect(
      Self.names(waiting) == ["account", "spool", "priority", "first_due", "jobs", "oldest_at"]
    )
    let error = json["errors"]?.array?.first?.object
    #expect(Self.names(error) == ["account", "code", "count", "last_at"])
  }

  @Test("What went wrong with the daemon, the ledger and the operator's intake is in it too")
  func troubles() throws {
    var view = StatusView.quiet
    view.daemon.ledgerFailure = .init(since: view.now, error: "full", hint: "Free space.")
    view.daemon.reloadRefusedAt = view.now
    view.ledgerTrouble = .init(state: "damaged", since: nil, reason: "a", hint: "b")
    view.operatorIntake = StatusView.intake("taking")
    view.restoration = Restoration(backupAt: view.now, restoredAt: view.now, host: "h")
    view.refusedPrefixes = [.init(prefix: "206-555", until: view.now)]
    let json = view.json
    let daemon = json["daemon"]?.object
    #expect(daemon?["ledger"]?["state"] == "failing" && daemon?["ledger"]?["error"] == "full")
    #expect(daemon?["reload_refused_at"]?.string == Stamp.text(view.now))
    #expect(json["ledger_trouble"]?["state"] == "damaged")
    #expect(json["operator_intake"]?["state"] == "taking")
    #expect(json["restored"]?["backup_host"] == "h")
    #expect(json["refused_prefixes"]?.array?.first?["prefix"] == "206-555")
  }
}
