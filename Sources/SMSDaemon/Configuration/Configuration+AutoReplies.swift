internal import SMSCore
internal import SMSJSON

extension Configuration {
  /// Reads `[{ match: "HELP", body: "…" }]`.
  static func readAutoReplies(
    _ value: JSONValue?,
    at path: JSONPath,
    _ faults: inout Faults
  ) -> [AutoReply] {
    guard let value else { return [] }
    guard let array = value.array else {
      faults.add(path, "must be a list, not \(value.kindName)")
      return []
    }
    var replies: [AutoReply] = []
    for (index, element) in array.enumerated() {
      guard let reply = readAutoReply(element, at: path.index(index), &faults) else { continue }
      if replies.contains(where: { $0.match == reply.match }) {
        faults.add(path.index(index).member("match"), "must not be there twice")
      }
      replies.append(reply)
    }
    return replies
  }

  /// Reads `{ scope: "account", words: ["BAJA"] }`.
  static func readOptOut(
    _ value: JSONValue?,
    _ faults: inout Faults
  ) -> (scope: OptOutScope, words: Set<String>) {
    var reader = ConfigurationReader(value, at: "opt_out", &faults)
    let scope = reader.choice(
      "scope",
      default: .account,
      among: OptOutScope.allCases.map { ($0.rawValue, $0) },
      &faults
    )
    let words = reader.strings("words", &faults) { word in
      ReplyKeyword.stopWord(word) == nil
        ? "must be a single word of 2 to 32 letters, and none that asks for help or resumes" : nil
    }
    reader.refuseOthers(&faults)
    return (scope, Set((words ?? []).compactMap { ReplyKeyword.stopWord($0) }))
  }

  /// Reads a spool's text that confirms an opt-out.
  static func readConfirmation(
    _ reader: inout ConfigurationReader,
    at path: JSONPath,
    _ faults: inout Faults
  ) -> MessageText? {
    guard let body = reader.string("opt_out_confirmation", &faults) else { return nil }
    return readText(body, at: path.member("opt_out_confirmation"), &faults)
  }

  private static func readText(
    _ body: String,
    at path: JSONPath,
    _ faults: inout Faults
  ) -> MessageText {
    let text = MessageText(body)
    if text.units > MessageText.longest {
      faults.add(path, "must have at most \(MessageText.longest) characters (UTF-16 units)")
    }
    return text
  }

  private static func readAutoReply(
    _ value: JSONValue,
    at path: JSONPath,
    _ faults: inout Faults
  ) -> AutoReply? {
    var entry = ConfigurationReader(value, at: path, &faults)
    let match = entry.string("match", &faults)
    let body = entry.string("body", &faults)
    entry.refuseOthers(&faults)
    if match == nil { faults.add(path.member("match"), "is missing") }
    if body == nil { faults.add(path.member("body"), "is missing") }
    guard let match, let body else { return nil }
    guard let word = SingleWord(match)?.text else {
      faults.add(path.member("match"), "must be a single word")
      return nil
    }
    if ReplyKeyword(word) == .stop {
      faults.add(
        path.member("match"),
        "must not be a word that stops messages",
        repair: """
          \(Composition.provider.displayName) and the carriers answer those; no text may follow a \
          STOP.
          """
      )
    }
    return AutoReply(match: word, text: readText(body, at: path.member("body"), &faults))
  }
}
