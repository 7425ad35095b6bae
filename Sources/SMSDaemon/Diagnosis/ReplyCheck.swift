internal import SMSCore

/// Whether the spools' replies to HELP say what the industry's rules ask for.
///
/// Source: CTIA, Messaging Principles and Best Practices; the carriers' codes of conduct: a reply to
/// HELP names the brand, a way to reach it, and how to stop.
struct ReplyCheck {
  private static let helpWords: Set = ["HELP", "INFO", "AIDE", "AYUDA"]
  private static let phoneDigits = 10

  private let spools: [String: Configuration.Spool]

  init(_ configuration: Configuration) {
    spools = configuration.spools
  }

  /// What the replies lack, by spool; they are sent all the same.
  var notes: [StartCheck.Fault] {
    spools.sorted { $0.key < $1.key }.flatMap { name, spool in
      spool.autoReplies.filter { Self.helpWords.contains($0.match) }.flatMap { reply in
        notes(reply, spool, "spools.\(name)")
      }
    }
  }

  private func notes(
    _ reply: AutoReply,
    _ spool: Configuration.Spool,
    _ path: String
  ) -> [StartCheck.Fault] {
    let text = reply.text.string
    let lack = "\(path).auto_replies: the reply to \(reply.match) does not"
    var notes: [StartCheck.Fault] = []
    if let brand = spool.brand {
      if !text.lowercased().contains(brand.lowercased()) {
        notes.append(
          StartCheck.Fault(
            text: "\(lack) name the brand (\(brand))",
            hint: "Carriers ask for it: begin the reply with \"\(brand): \"."
          )
        )
      }
    } else {
      notes.append(
        StartCheck.Fault(
          text: """
            \(path).brand is missing, so whether the reply to \(reply.match) names it is unknown
            """,
          hint: "Set it to the name by which people know you; it changes no text."
        )
      )
    }
    if !Self.hasContact(text) {
      notes.append(
        StartCheck.Fault(
          text: "\(lack) say how to reach you",
          hint: "Carriers ask for it: add a telephone number, a web or an e-mail address."
        )
      )
    }
    if !Self.words(text).contains("STOP") {
      notes.append(
        StartCheck.Fault(
          text: "\(lack) say how to stop",
          hint: "Carriers ask for it: add \"Reply STOP to opt out.\""
        )
      )
    }
    return notes
  }

  /// Whether a text holds a telephone number, a web or an e-mail address.
  private static func hasContact(_ text: String) -> Bool {
    var digits = 0
    for character in text {
      if character.isNumber {
        digits += 1
        if digits == phoneDigits { return true }
      } else if !" -.()+/".contains(character) {
        digits = 0
      }
    }
    return text.split(whereSeparator: \.isWhitespace).contains { part in
      let word = part.drop { !$0.isLetter && !$0.isNumber }
        .reversed().drop { !$0.isLetter && !$0.isNumber }
      return word.contains("@") || isHost(String(word.reversed()))
    }
  }

  /// Whether a word is an address such as `example.com/help`; "stop.Then" is not.
  private static func isHost(_ word: String) -> Bool {
    if word.lowercased().hasPrefix("http") { return true }
    let host = word.prefix { $0 != "/" }
    let labels = host.split(separator: ".", omittingEmptySubsequences: false)
    guard labels.count >= 2, let last = labels.last else { return false }
    return last.count >= 2 && labels.allSatisfy { !$0.isEmpty } && last.allSatisfy(\.isLowercase)
  }

  private static func words(_ text: String) -> Set<String> {
    Set(text.split { !$0.isLetter }.map { $0.uppercased() })
  }
}
