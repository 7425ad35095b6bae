/// A reply of one word by which a person stops or resumes messages from a number.
///
/// | word, in any case | meaning |
/// |---|---|
/// | STOP, STOPALL, UNSUBSCRIBE, CANCEL, END, QUIT, REVOKE, OPTOUT | stop |
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
    guard let word = SingleWord(body)?.text else { return nil }
    if Self.stopWords.contains(word) {
      self = .stop
    } else if Self.startWords.contains(word) {
      self = .start
    } else {
      return nil
    }
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
