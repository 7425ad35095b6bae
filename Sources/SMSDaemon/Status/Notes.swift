internal import SMSCore
internal import SMSJSON

/// The note about a spool's intake.
struct SpoolNote: Equatable, Sendable {
  /// Since when it has, or has not, been taking requests.
  var since: WallTime
  /// Why it is paused, and what to do about it, in sentences.
  var pause: String?
  /// The reason in one word.
  var code: String?
  /// Files in `incoming/` whose names are not a request's.
  var strayFiles = 0
  /// Whether the kernel reports no requests, so that only the scan finds them.
  var isScanned = false
  /// Why a batch in `incoming/` is not taken, and what to do about it, in sentences.
  var waitingBatch: String?
}

/// What the daemon leaves in the ledger for `status` and `doctor`: keys with JSON values.
package enum Notes {
  /// The daemon's own note, written by earlier versions; now see `DaemonState`.
  private static let daemon = "daemon"
  /// An account: `{"state": "running|paused|trial|failing", "since", "code"?, "hint"?,
  /// "next_probe_at"?, "slowed"?: {"since", "factor", "silent_until"}}`.
  package static let accountPrefix = "account/"
  /// A spool: `{"state": "taking|paused", "since", "code"?, "reason"?, "stray_files"?,
  /// "scanned"?, "waiting_batch"?}`.
  package static let spoolPrefix = "spool/"

  /// A prefix (NPA-NXX) for which codes are refused: `{"state": "refused", "since", "until"}`.
  package static let prefixPrefix = "prefix/"

  /// A cap in which the next message does not fit.
  ///
  /// `{"state": "closed", "since", "until"}`, by `Cap.ID.key`. One of a minute may have opened and
  /// closed again since.
  package static let capPrefix = "cap/"

  /// The ledger: `{"state": "works|damaged|displaced", "since", "reason"?, "hint"?}`.
  package static let ledger = "ledger"

  /// The errors of the last hour; see `RecentErrors`.
  package static let errors = "errors"

  /// How many messages came and went in the last minutes; see `RecentRates`.
  package static let rates = "rates"

  /// Which sessions of the operators' page were ended early; see `ConsoleRevocations`.
  static let console = "console"

  /// Which secret key the ledger was written with: `SecretKey.fingerprint`.
  static let secret = "secret"

  /// How far an account's list was read for texts that no call brought: `{"since", "through"}`.
  static let inboundPrefix = "inbound/"

  static func inbound(_ position: CatchUpPosition) -> String {
    text([
      ("since", .string(position.since.text)), ("through", .string(position.through.text)),
    ])
  }

  /// The position in such a note; nil without one.
  static func position(_ note: String?) -> CatchUpPosition? {
    let object = note.flatMap { try? JSONParser.parse(Array($0.utf8)) }?.object
    guard let since = object?["since"]?.string.flatMap(RFC3339.time),
      let through = object?["through"]?.string.flatMap(RFC3339.time)
    else { return nil }
    return CatchUpPosition(since: since, through: through)
  }

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

  static func closed(since: WallTime, until: WallTime) -> String {
    text([
      ("state", "closed"), ("since", .string(since.text)), ("until", .string(until.text)),
    ])
  }

  /// The keys of notes that no longer apply when a daemon starts.
  ///
  /// They describe accounts and spools under an earlier daemon. A refused prefix stays refused, as
  /// the ledger decides about that.
  static func stale(
    _ notes: [String: String],
    at now: WallTime,
    guardsPrefixes: Bool
  ) -> [String] {
    notes.filter { key, value in
      if key == daemon || key == health { return true }
      if [accountPrefix, spoolPrefix, capPrefix].contains(where: key.hasPrefix) { return true }
      guard key.hasPrefix(prefixPrefix) else { return false }
      return !guardsPrefixes || (until(value) ?? now) <= now
    }.keys.sorted()
  }

  private static func until(_ value: String) -> WallTime? {
    (try? JSONParser.parse(Array(value.utf8)))?.object?["until"]?.string
      .flatMap(RFC3339.time)
  }

  static func account(
    _ note: AccountNote,
    since: WallTime,
    slowed: SlowedNote? = nil
  ) -> String {
    text([
      ("state", .string(note.state.rawValue)),
      ("since", .string(since.text)),
      ("code", note.code.map { .string($0.rawValue) }),
      ("hint", note.hint.map { .string($0) }),
      ("next_probe_at", note.nextProbeAt.map { .string($0.text) }),
      ("slowed", slowed.map { .object(json($0)) }),
    ])
  }

  private static func json(_ slowed: SlowedNote) -> JSONObject {
    JSONObject([
      ("since", .string(slowed.since.text)),
      ("factor", .number(JSONNumber(Int64(slowed.factor)))),
      ("silent_until", .string(slowed.silentUntil.text)),
    ])
  }

  static func spool(_ note: SpoolNote) -> String {
    text([
      ("state", .string(note.pause == nil ? "taking" : "paused")),
      ("since", .string(note.since.text)),
      ("code", note.pause == nil ? nil : note.code.map { .string($0) }),
      ("reason", note.pause.map { .string($0) }),
      (
        "stray_files",
        note.strayFiles == 0 ? nil : .number(JSONNumber(Int64(note.strayFiles)))
      ),
      ("scanned", note.isScanned ? true : nil),
      ("waiting_batch", note.waitingBatch.map { .string($0) }),
    ])
  }

  private static func text(_ members: [(String, JSONValue?)]) -> String {
    var object = JSONObject()
    for (name, value) in members { object.set(name, ifPresent: value) }
    return String(decoding: JSONWriter.write(.object(object), as: .compact), as: UTF8.self)
  }
}
