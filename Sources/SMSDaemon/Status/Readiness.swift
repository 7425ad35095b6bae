package import SMSCore
package import SMSJSON

/// Whether the daemon does its work, as `/readyz` reports it: the reasons why not.
package struct Readiness: Equatable, Sendable {
  /// Something because of which messages are not taken or not sent.
  package struct Reason: Equatable, Sendable {
    package enum Code: String, CaseIterable, Sendable {
      case starting
      case draining
      case ledgerUnreliable = "ledger_unreliable"
      case ledgerFailing = "ledger_failing"
      /// Held, because the ledger was restored from a backup.
      case restored
      case held
      case accountPaused = "account_paused"
      case intakeStopped = "intake_stopped"
    }

    package var code: Code
    /// The account or the spool; nil for everything.
    package var subject: String?
    package var since: WallTime?
    /// What happened and what to do, in sentences; may be empty.
    package var detail: String

    package init(
      _ code: Code,
      subject: String? = nil,
      since: WallTime? = nil,
      detail: String = ""
    ) {
      self.code = code
      self.subject = subject
      self.since = since
      self.detail = detail
    }
  }

  /// In order of weight; empty if it is ready.
  package var reasons: [Reason]

  package init(reasons: [Reason]) {
    self.reasons = reasons
  }

  package var isReady: Bool { reasons.isEmpty }

  /// `ready`, or one line for each reason.
  package var text: String {
    guard !isReady else { return "ready\n" }
    return reasons.map { "\($0.line)\n" }.joined()
  }

  /// `{"ready": true}`, or `{"ready": false, "reasons": [{"code", "account"|"spool"?, "since"?,
  /// "detail"?}]}`.
  package var json: JSONObject {
    var object = JSONObject([("ready", .bool(isReady))])
    if !isReady { object.set("reasons", .array(reasons.map { .object($0.json) })) }
    return object
  }
}

extension Readiness.Reason {
  fileprivate var line: String {
    let name = subjectMember.map { ": \($0.name) \($0.value)" } ?? ""
    let start = since.map { " since \($0.text)" } ?? ""
    return "\(code.rawValue)\(name)\(start)" + (detail.isEmpty ? "" : ": \(detail)")
  }

  fileprivate var json: JSONObject {
    var object = JSONObject([("code", .string(code.rawValue))])
    if let (name, value) = subjectMember { object.set(name, .string(value)) }
    object.set("since", ifPresent: since.map { .string($0.text) })
    if !detail.isEmpty { object.set("detail", .string(detail)) }
    return object
  }

  private var subjectMember: (name: String, value: String)? {
    subject.map { (code == .intakeStopped ? "spool" : "account", $0) }
  }
}
