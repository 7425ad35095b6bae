internal import SMSCore
internal import SMSSpool

/// What the daemon leaves in the ledger for `status` and `doctor`; keys and JSON values.
package enum Notes {
  /// The daemon: `{"pid", "version", "started_at", "state": "running|draining|stopped"}`.
  package static let daemon = "daemon"
  /// An account: `{"state": "running|paused|trial|failing", "since", "code"?, "hint"?,
  /// "next_probe_at"?}`.
  package static let accountPrefix = "account/"
  /// A spool: `{"state": "taking|paused", "since", "reason"?}`.
  package static let spoolPrefix = "spool/"

  /// A prefix (NPA-NXX) to which codes are refused: `{"state": "refused", "since", "until"}`.
  package static let prefixPrefix = "prefix/"

  /// The ledger: `{"state": "works|damaged|displaced", "since", "reason"?, "hint"?}`.
  package static let ledger = "ledger"

  /// Which secret key the ledger was written with: `SecretKey.fingerprint`.
  static let secret = "secret"

  /// The last health check that had to write: `{"state": "works", "since"}`.
  static let health = "health"

  static func works(at now: WallTime) -> String {
    text([("state", "works"), ("since", .string(now.text))])
  }

  static func ledger(_ trouble: LedgerTrouble?, since: WallTime) -> String {
    text([
      ("state", .string(trouble?.state ?? "works")), ("since", .string(since.text)),
      ("reason", trouble.map { .string($0.error.summary) }),
      ("hint", trouble.map { .string($0.error.hint) }),
    ])
  }

  static func refused(_ prefix: EndedJob.GuardedPrefix, since: WallTime) -> String {
    text([
      ("state", "refused"), ("since", .string(since.text)), ("until", .string(prefix.until.text)),
    ])
  }

  static func daemon(pid: Int32, version: String, startedAt: WallTime, state: String) -> String {
    text([
      ("pid", .number(JSONNumber(Int64(pid)))),
      ("version", .string(version)),
      ("started_at", .string(startedAt.text)),
      ("state", .string(state)),
    ])
  }

  static func account(_ note: AccountNote, since: WallTime) -> String {
    text([
      ("state", .string(note.state.rawValue)),
      ("since", .string(since.text)),
      ("code", note.code.map { .string($0.rawValue) }),
      ("hint", note.hint.map { .string($0) }),
      ("next_probe_at", note.nextProbeAt.map { .string($0.text) }),
    ])
  }

  static func spool(pausedFor reason: String?, since: WallTime) -> String {
    text([
      ("state", .string(reason == nil ? "taking" : "paused")),
      ("since", .string(since.text)),
      ("reason", reason.map { .string($0) }),
    ])
  }

  /// Whether the daemon that left this note of itself ended without having stopped.
  static func isUnclean(_ note: String?) -> Bool {
    guard let note, let json = try? JSONParser.parse(Array(note.utf8)).object else { return false }
    return json["state"]?.string != "stopped"
  }

  private static func text(_ members: [(String, JSONValue?)]) -> String {
    var object = JSONObject()
    for (name, value) in members { object.set(name, ifPresent: value) }
    return String(decoding: JSONWriter.write(.object(object), as: .compact), as: UTF8.self)
  }
}
