/// A reply by which a person stops or resumes messages from a number.
///
/// | word, in any case | meaning |
/// |---|---|
/// | STOP, STOPALL, UNSUBSCRIBE, CANCEL, END, QUIT, REVOKE, OPTOUT | stop |
/// | OPT OUT, OPT-OUT, STOP ALL, STOP-ALL: the same in two words | stop |
/// | START, UNSTOP, YES | resume |
///
/// Source: Flowroute, "Opting out of messages" (STOP, UNSTOP); CTIA, Messaging Principles and Best
/// Practices, and 47 CFR 64.1200(a)(10) for the further words.
package enum ReplyKeyword: Hashable, Sendable {
  case stop
  case start

  static let stopWords: Set = [
    "STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT",
  ]
  static let startWords: Set = ["START", "UNSTOP", "YES"]

  /// The keyword that a reply is; nil for any other text, "STOP PLEASE" among them.
  package init?(_ body: String) {
    guard let word = Self.joined(body) ?? SingleWord(body)?.text else { return nil }
    if Self.stopWords.contains(word) {
      self = .stop
    } else if Self.startWords.contains(word) {
      self = .start
    } else {
      return nil
    }
  }

  /// The one word that is also written as two, or with a hyphen.
  private static func joined(_ body: String) -> String? {
    let words = body.split { $0.isWhitespace || $0 == "-" }
    guard words.count == 2, let word = SingleWord(words.joined())?.text else { return nil }
    return ["OPTOUT", "STOPALL"].contains(word) ? word : nil
  }
}

/// A text that is one word, with blanks around it and one mark behind it allowed.
package struct SingleWord: Hashable, Sendable {
  /// The word in capitals.
  package let text: String

  /// Reads a text; nil if it is none or several words.
  package init?(_ body: String) {
    let words = body.split(whereSeparator: \.isWhitespace)
    guard words.count == 1, var word = words.first else { return nil }
    if let last = word.last, [".", "!"].contains(last) { word = word.dropLast() }
    guard !word.isEmpty else { return nil }
    text = word.uppercased()
  }
}
