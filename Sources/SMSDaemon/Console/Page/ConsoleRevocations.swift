internal import SMSCore
internal import SMSJSON

/// Which sessions were ended early, as the ledger's note says.
///
/// `{"number": 1780000000000, "ended": {"<id>": 1780000000000}}`: all sessions that began under
/// another number are over, and so is each of the ended ones, until the time at which it would end
/// anyway. The number rises with each revocation; it is a time, so that no number comes again, also
/// not in a new ledger.
struct ConsoleRevocations: Equatable, Sendable {
  /// The most sessions that are remembered as ended; with one more, all are revoked.
  private static let mostEnded = 1_000

  private(set) var number: Int64
  private(set) var ended: [String: WallTime] = [:]

  /// None yet.
  init(at now: WallTime) {
    number = now.milliseconds
  }

  /// Ends all sessions.
  mutating func revoke(at now: WallTime) {
    number = max(number + 1, now.milliseconds)
    ended = [:]
  }

  /// Ends one session.
  mutating func end(_ session: ConsoleSession, at now: WallTime) {
    ended = ended.filter { $0.value > now }
    guard ended.count < Self.mostEnded else { return revoke(at: now) }
    ended[session.id] = session.start.advanced(by: ConsoleSession.longest)
  }

  /// Whether a session is good at a time.
  func allows(_ session: ConsoleSession, at now: WallTime) -> Bool {
    ended[session.id] == nil && session.isGood(at: now, number: number)
  }
}

extension ConsoleRevocations {
  /// Reads a note; nil for anything else.
  init?(note: String) {
    guard let object = (try? JSONParser.parseWritten(Array(note.utf8)))?.object,
      let number = object["number"]?.number?.int64
    else { return nil }
    self.number = number
    for member in object["ended"]?.object?.members ?? [] {
      guard let time = member.value.number?.int64 else { continue }
      ended[member.name] = WallTime(milliseconds: time)
    }
  }

  var note: String {
    let times = ended.sorted { $0.key < $1.key }.map { id, time in
      (id, JSONValue.number(JSONNumber(time.milliseconds)))
    }
    let object = JSONObject([
      ("number", .number(JSONNumber(number))), ("ended", .object(JSONObject(times))),
    ])
    return String(decoding: JSONWriter.write(.object(object), as: .compact), as: UTF8.self)
  }
}
