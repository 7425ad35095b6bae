internal import SMSCore
internal import SMSDaemon
internal import SMSJSON
internal import SMSSpool

/// The events of a phone as `history` shows them.
struct HistoryView {
  private let events: [HistoryEvent]
  private let configuration: Configuration

  init(_ events: [HistoryEvent], _ configuration: Configuration) {
    self.events = events
    self.configuration = configuration
  }

  /// A table without rows.
  static let empty = Table(["TIME (UTC)", "WHAT", "SPOOL", "ID", "DETAILS"])

  var table: Table {
    var table = Self.empty
    for event in events { table.append(Self.row(event)) }
    return table
  }

  /// The cells of an event.
  static func row(_ event: HistoryEvent) -> [String] {
    let cells =
      switch event {
      case .job(let job): [job.kind, job.name.spool, job.name.id, words(job)]
      case .receipt(let receipt, let job):
        ["receipt", job.name.spool, job.name.id, words(receipt)]
      case .received(let message):
        ["text", message.spool, message.message.id, words(message)]
      case .optOut(let event): ["opt-out", "-", "-", words(event)]
      }
    return [Stamp.short(event.time)] + cells
  }

  /// An object for each event.
  var json: [JSONObject] { events.map(json) }

  private static func words(_ job: JobSnapshot) -> String {
    var words = [job.state.word]
    if let error = job.error { words.append("(\(error.code.rawValue))") }
    if let message = job.message {
      words.append("from \(message.from.digits), \(message.extent)")
    }
    return words.joined(separator: " ")
  }

  private static func words(_ receipt: Receipt) -> String {
    let code = receipt.code.map { " (\($0))" } ?? ""
    return receipt.status + code + (receipt.description.map { ": \($0)" } ?? "")
  }

  private static func words(_ message: ReceivedMessage) -> String {
    var words = ["to \(message.message.to.digits)"]
    if let answered = message.inReplyTo { words.append("in reply to \(answered)") }
    let media = message.message.media.count
    if media > 0 { words.append(Quantity.of(media, "attachment")) }
    return words.joined(separator: ", ")
  }

  private static func words(_ event: OptOutEvent) -> String {
    let sender = event.optOut.sender?.digits ?? "all your numbers"
    return "\(event.change.rawValue), from \(sender), by \(event.optOut.origin.text)"
      + (event.hadEffect ? "" : " (without effect)")
  }
}

extension HistoryView {
  private func json(_ event: HistoryEvent) -> JSONObject {
    let (name, members): (String, [(String, JSONValue?)]) =
      switch event {
      case .job(let job): ("message", [("job", .object(Self.json(job)))])
      case .receipt(let receipt, let job): ("receipt", Self.json(receipt, job))
      case .received(let message): ("text", json(message))
      case .optOut(let event): ("opt_out", Self.json(event))
      }
    return JSONObject(
      distinct: [("at", .string(Stamp.text(event.time))), ("event", .string(name))] + members
    )
  }

  private static func json(_ job: JobSnapshot) -> JSONObject {
    var object = ResultDocument.of(job, provider: Composition.provider.name)
    object.set("spool", .string(job.name.spool))
    return object
  }

  private static func json(_ receipt: Receipt, _ job: JobSnapshot) -> [(String, JSONValue?)] {
    [
      ("id", .string(job.name.id)), ("spool", .string(job.name.spool)),
      ("level", receipt.level.map { .number(JSONNumber(Int64($0))) }),
      ("status", .string(receipt.status)),
      ("code", receipt.code.map { .number(JSONNumber(Int64($0))) }),
      ("description", receipt.description.map { .string($0) }),
    ]
  }

  private static func json(_ event: OptOutEvent) -> [(String, JSONValue?)] {
    [
      ("change", .string(event.change.rawValue)),
      ("from", event.optOut.sender.map { .string($0.digits) } ?? .null),
      ("source", .string(event.optOut.source.rawValue)),
      ("list", event.optOut.origin.list.map { .string($0) }),
      ("had_effect", .bool(event.hadEffect)),
    ]
  }

  /// The file may have been removed since.
  private func json(_ message: ReceivedMessage) -> [(String, JSONValue?)] {
    let directory = configuration.layouts[message.spool]?.path(of: .received)
    return [
      ("id", .string(message.message.id)), ("spool", .string(message.spool)),
      ("to", .string(message.message.to.digits)),
      ("in_reply_to", message.inReplyTo.map { .string($0) }),
      ("attachments", .number(JSONNumber(Int64(message.message.media.count)))),
      ("file", directory.map { .string("\($0)/\(message.message.id).json") }),
    ]
  }
}
