internal import SMSCore
internal import SMSJSON

/// An alarm as a note in the ledger.
extension AlarmRecord {
  static let notePrefix = "alarm/"

  /// The key of an alarm's note.
  static func noteKey(_ id: String) -> String { notePrefix + id }

  /// The note's value.
  var note: String {
    var object = JSONObject([
      ("id", .string(id)), ("kind", .string(condition.key.kind.rawValue)),
      ("severity", .string(condition.severity.rawValue)), ("since", .string(since.text)),
      ("reported_at", .string(reportedAt.text)), ("delivered", .bool(isDelivered)),
      ("over", .bool(isOver)), ("message", .string(condition.message)),
      ("ending", .string(condition.ending)), ("hint", .string(condition.hint)),
    ])
    object.set("subject", ifPresent: condition.key.subject.map { .string($0) })
    for (name, value) in condition.facts { object.set(name, value) }
    return String(decoding: JSONWriter.write(.object(object), as: .compact), as: UTF8.self)
  }

  /// Reads a note; nil for what another version wrote in another form.
  init?(note: String) {
    guard let object = (try? JSONParser.parse(Array(note.utf8)))?.object,
      let id = object["id"]?.string,
      let since = object["since"]?.string.flatMap(RFC3339.time),
      let reportedAt = object["reported_at"]?.string.flatMap(RFC3339.time),
      let condition = AlarmCondition(object)
    else { return nil }
    self.init(
      id: id,
      since: since,
      reportedAt: reportedAt,
      isDelivered: object["delivered"]?.bool ?? false,
      isOver: object["over"]?.bool ?? false,
      condition: condition
    )
  }
}

extension AlarmCondition {
  fileprivate init?(_ object: JSONObject) {
    guard let kind = object["kind"]?.string.flatMap(AlarmKey.Kind.init),
      let severity = object["severity"]?.string.flatMap(AlarmSeverity.init),
      let message = object["message"]?.string, let ending = object["ending"]?.string
    else { return nil }
    self.init(
      AlarmKey(kind, object["subject"]?.string),
      severity,
      account: object["account"]?.string,
      spool: object["spool"]?.string,
      sender: object["sender"]?.string.flatMap { PhoneNumber(digits: $0) },
      priority: object["priority"]?.string.flatMap { Priority(name: $0) },
      code: object["code"]?.string,
      count: object["count"]?.number?.int64.map { Int(clamping: $0) },
      share: object["share"]?.number?.double,
      message: message,
      ending: ending,
      hint: object["hint"]?.string ?? ""
    )
  }
}
