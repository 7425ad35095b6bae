internal import SMSCore
internal import SMSJSON
internal import SMSSystem

/// A report of an alarm as JSON; see `spool/schema/alarm.schema.json`.
///
/// It is never longer than what a pipe takes without a reader (`ChildProcess.mostInput`).
struct AlarmDocument: Sendable {
  /// The most bytes of each text in the document; the members besides take less than 1,000.
  private enum Most {
    static let key = 256
    static let message = 800
    static let hint = 1_600
  }

  let notice: AlarmNotice
  let bytes: [UInt8]

  /// - Parameters:
  ///   - notice: What happened.
  ///   - host: This machine's name.
  init(_ notice: AlarmNotice, host: String) {
    self.notice = notice
    let condition = notice.condition
    var object = JSONObject([
      ("id", .string(notice.id)), ("key", .string(condition.key.text.cut(to: Most.key))),
      ("kind", .string(condition.key.kind.rawValue)), ("state", .string(notice.state.rawValue)),
      ("severity", .string(condition.severity.rawValue)),
      ("since", .string(notice.since.text)), ("at", .string(notice.at.text)),
    ])
    for (name, value) in condition.facts { object.set(name, value) }
    object.set("message", .string(notice.message.cut(to: Most.message)))
    if notice.state != .cleared { object.set("hint", .string(condition.hint.cut(to: Most.hint))) }
    object.set("host", .string(host))
    object.set("version", .string(Daemon.version))
    bytes = JSONWriter.write(.object(object))
  }

  /// The name of its file: names are in the order of the reports.
  var fileName: FileName {
    let time = String(notice.at.milliseconds)
    let name = "\(time)-\(notice.id)-\(notice.state.rawValue).json"
    guard let file = FileName(name) else { preconditionFailure("digits make a file name") }
    return file
  }
}

extension AlarmCondition {
  /// What it is about, as members; without those that it does not have.
  var facts: [(String, JSONValue)] {
    let members: [(String, JSONValue?)] = [
      ("account", account.map { .string($0) }), ("spool", spool.map { .string($0) }),
      ("sender", sender.map { .string($0.digits) }),
      ("priority", priority.map { .string($0.name) }), ("code", code.map { .string($0) }),
      ("count", count.map { .number(JSONNumber(Int64($0))) }),
      ("share", share.flatMap(Self.number)),
    ]
    return members.compactMap { name, value in value.map { (name, $0) } }
  }

  /// A share to four decimals.
  private static func number(_ share: Double) -> JSONValue? {
    JSONNumber((share * 10_000).rounded() / 10_000).map { .number($0) }
  }
}

extension String {
  /// The beginning of a text without control characters, of which the JSON takes at most that many
  /// bytes.
  fileprivate func cut(to limit: Int) -> String {
    var text = ""
    var left = limit
    for scalar in unicodeScalars {
      let shown: Unicode.Scalar = scalar.value < 0x20 || scalar.value == 0x7F ? " " : scalar
      left -= String(shown).utf8.count + (shown == "\"" || shown == "\\" ? 1 : 0)
      guard left >= 0 else { break }
      text.unicodeScalars.append(shown)
    }
    return text
  }
}
