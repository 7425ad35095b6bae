/// A reply by which a person stops or resumes messages from a number.
///
/// | word | read | meaning |
/// |---|---|---|
/// | STOP, STOPALL, UNSUBSCRIBE, OPTOUT, ARRET, and the configuration's own | widely | stop |
/// | CANCEL, END, QUIT, REVOKE | as one word | stop |
/// | START, UNSTOP, YES, NONARRET | as one word | resume |
///
/// Case, width and invisible characters do not matter. Read as one word, only one `.` or `!` may
/// follow. Read widely, accents do not matter, nor do marks, quotes and emoji around the word,
/// except for a question mark without an exclamation mark. OPTOUT, STOPALL and UNSUBSCRIBE may be
/// written as OPT OUT, STOP-ALL, un_subscribe; mathematical letters and letters in circles or
/// squares count as the letters they look like; and a mail program's signature may follow below the
/// word.
///
/// Source: the provider's "Opting out of messages" (STOP, UNSTOP); CTIA, Messaging Principles and Best
/// Practices, and 47 CFR 64.1200(a)(10) for the further words; CWTA, Canadian Common Short Code
/// Application Guidelines (ARRET, NONARRET).
package enum ReplyKeyword: Hashable, Sendable {
  case stop
  case start

  static let wideStopWords: Set = ["STOP", "STOPALL", "UNSUBSCRIBE", "OPTOUT", "ARRET"]
  static let narrowStopWords: Set = ["CANCEL", "END", "QUIT", "REVOKE"]
  static let startWords: Set = ["START", "UNSTOP", "YES", "NONARRET"]
  /// Keywords that may be written as two words, or with a hyphen or underscore in between.
  private static let joinedWords: Set = [["OPT", "OUT"], ["STOP", "ALL"], ["UN", "SUBSCRIBE"]]

  /// The keyword in a reply; nil for any other text, such as "STOP PLEASE".
  ///
  /// - Parameters:
  ///   - body: The text.
  ///   - furtherWords: The configuration's stop words, in capitals without accents.
  package init?(_ body: String, furtherWords: Set<String> = []) {
    if Self.stopWord(in: body, furtherWords: furtherWords) != nil {
      self = .stop
    } else if let word = SingleWord(body)?.text, Self.startWords.contains(word) {
      self = .start
    } else {
      return nil
    }
  }

  /// The word by which a reply stops messages.
  ///
  /// - Parameters:
  ///   - body: The text.
  ///   - furtherWords: The configuration's stop words.
  /// - Returns: The word in capitals without accents; nil for any other text.
  package static func stopWord(in body: String, furtherWords: Set<String> = []) -> String? {
    if let word = SingleWord(body)?.text {
      if narrowStopWords.contains(word) { return word }
      if startWords.contains(word) { return nil }
    }
    let stopWords = wideStopWords.union(furtherWords)
    guard let line = firstLine(of: body) else { return nil }
    // Unchanged first: in "🅿️ STOP" the P is a picture.
    let words = [line, line.mappingScalars(\.unstyled)].compactMap(framedWord)
    return words.first(where: stopWords.contains)
  }

  /// Checks a stop word from the configuration.
  ///
  /// - Returns: the word in capitals without accents; nil if it is not a single word of letters, or
  ///   has another meaning.
  package static func stopWord(_ text: String) -> String? {
    let word = PlainLetters.of(text)
    guard (2...32).contains(word.count), word.allSatisfy(\.isLetter),
      !startWords.contains(word), !["HELP", "INFO"].contains(word)
    else { return nil }
    return word
  }

  /// The text above a signature, in halfwidth characters; nil if there is more than one line.
  private static func firstLine(of body: String) -> String? {
    let lines = body.split(
      maxSplits: 1,
      omittingEmptySubsequences: false,
      whereSeparator: \.isNewline
    )
    guard let first = lines.first else { return nil }
    let blank = first.allSatisfy(\.isWhitespace)
    // Blank lines above the word do not matter.
    if blank { return lines.count == 2 ? firstLine(of: String(lines[1])) : nil }
    guard lines.count == 1 || isSignature(lines[1]) else { return nil }
    return SingleWord.typed(String(first))
  }

  /// The word in a line that is read widely.
  private static func framedWord(_ line: String) -> String? {
    let typed = line.unicodeScalars
    let isQuestion = typed.contains(where: questionMarks.contains)
    guard !isQuestion || typed.contains(where: exclamationMarks.contains) else { return nil }
    let framed = typed.drop(while: isFrame).reversed().drop(while: isFrame).reversed()
    let parts = framed.split { $0.isBlank || $0.isDash || $0 == "_" }
      .map { PlainLetters.of(String(String.UnicodeScalarView($0))) }
    return parts.count == 1 || joinedWords.contains(parts) ? parts.joined() : nil
  }

  private static func isSignature(_ rest: Substring) -> Bool {
    let text = PlainLetters.of(String(rest.drop(while: \.isWhitespace)))
    return text.isEmpty || signatures.contains { text.hasPrefix($0) }
  }

  /// How phones and mail programs begin the lines below a text, in capitals without accents.
  ///
  /// Source: the defaults of Apple's, Google's, Samsung's and Microsoft's programs.
  private static let signatures = [
    "--", "___", "SENT FROM", "SENT WITH", "SENT VIA", "GET OUTLOOK", "ENVOYE DE", "ENVOYE AVEC",
    "ENVOYE VIA", "TELECHARGER OUTLOOK", "ENVIADO DESDE", "ENVIADO DE MI", "ENVIADO CON",
    "OBTENER OUTLOOK", "ENVIADO DO MEU", "GESENDET VON", "GESENDET MIT",
    "VON MEINEM IPHONE GESENDET", "VON MEINEM IPAD GESENDET", "INVIATO DA", "INVIATO CON",
  ]

  private static let questionMarks: Set<Unicode.Scalar> = [
    "?", "\u{BF}", "\u{37E}", "\u{61F}", "\u{203D}", "\u{2047}", "\u{2048}", "\u{2049}",
  ]

  /// Includes those that combine an exclamation mark with a question mark.
  private static let exclamationMarks: Set<Unicode.Scalar> = [
    "!", "\u{A1}", "\u{203C}", "\u{203D}", "\u{2048}", "\u{2049}", "\u{2757}",
  ]

  /// Marks, quotes, emoji and blanks.
  private static func isFrame(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
      .initialPunctuation, .finalPunctuation, .otherPunctuation, .mathSymbol, .currencySymbol,
      .modifierSymbol, .otherSymbol:
      true
    default: scalar.isBlank
    }
  }
}

/// A text that is one word, with blanks around it and one mark after it allowed.
package struct SingleWord: Hashable, Sendable {
  /// The word in capitals.
  package let text: String

  /// nil if the text holds no word, or several.
  package init?(_ body: String) {
    let words = Self.typed(body).split(whereSeparator: \.isWhitespace)
    guard words.count == 1, var word = words.first else { return nil }
    if let last = word.last, [".", "!"].contains(last) { word = word.dropLast() }
    guard !word.isEmpty else { return nil }
    text = word.uppercased()
  }

  /// The text in halfwidth characters, without invisible ones.
  static func typed(_ text: String) -> String {
    var typed = String.UnicodeScalarView()
    for scalar in text.unicodeScalars where !scalar.isInvisible { typed.append(scalar.halfwidth) }
    return String(typed)
  }
}
