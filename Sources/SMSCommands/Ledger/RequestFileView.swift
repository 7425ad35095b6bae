internal import SMSArguments
internal import SMSCore
internal import SMSJSON
internal import SMSProducer
internal import SMSSpool

/// A request's file without a job as shown by `show`.
struct RequestFileView {
  let id: String
  let spool: String
  let file: RequestFile
  /// Why the daemon has not taken it; nil for a rejected one.
  let reason: WaitReason?
  let now: WallTime

  /// For a rejected file its result, with the whole path.
  var json: JSONObject {
    var object =
      file.result
      ?? JSONObject([
        ("id", .string(id)), ("status", .string(status)), ("final", false),
        ("since", .string(Stamp.text(file.since))),
      ])
    object.set("spool", .string(spool))
    object.set("file", .string(file.path))
    object.set("waits_because", ifPresent: reason.map { .object($0.json) })
    return object
  }

  func lines(for console: Console) -> [String] {
    let width = console.width()
    let head =
      file.result.map { PublishedResult(console.disclosure.shown($0)).lines(width: width) }
      ?? ["\(id): \(words)"]
    var lines = [head[0] + "  (spool \(spool))"]
    if let reason {
      lines += Paragraph.wrap(reason.sentence, width: width, indent: "  ")
    }
    let since = "\(Stamp.text(file.since)) (\(Span.text(file.since, from: now)))"
    lines += DefinitionList.lines([("file:", file.path), ("since:", since)], width: width)
    return lines + head.dropFirst()
  }

  private var status: String { file.place == .taken ? "taken" : file.place.rawValue }

  private var words: String {
    file.place == .taken ? "is being accepted" : "not taken yet"
  }
}
