/// A reply by which a person stops or resumes messages from a number.
///
/// | word | read | meaning |
/// |---|---|---|
/// | STOP, STOPALL, UNSUBSCRIBE, OPTOUT, ARRET, and the configuration's own | widely | stop |
/// | CANCEL, END, QUIT, REVOKE | as one word | stop |
/// | START, UNSTOP, YES, NONARRET | as one word | resume |
///
/// In any case and width, and without what nobody sees. Read as one word, nothing but one `.` or `!`
/// may follow. Read widely, accents do not matter, nor do marks, quotes and emoji around the word, but
/// a question mark without an exclamation mark does. OPTOUT, STOPALL and UNSUBSCRIBE may be written as
/// OPT OUT, STOP-ALL, un_subscribe; letters of mathematics and letters in circles or squares are those
/// that they look like; and below the word may stand a mail program's signature.
///
/// Source: Flowroute, "Opting out of messages" (STOP, UNSTOP); CTIA, Messaging Principles and Best
/// Practices, and 47 CFR 64.1200(a)(10) for the further words; CWTA, Canadian Common Short Code
/// Application Guidelines (ARRET, NONARRET).
package enum ReplyKeyword: Hashable, Sendable {
  case stop
  case start

  static let wideStopWords: Set = ["STOP", "STOPALL", "UNSUBSCRIBE", "OPTOUT", "ARRET"]
  static let narrowStopWords: Set = ["CANCEL", "END", "QUIT", "REVOKE"]
  static let startWords: Set = ["START", "UNSTOP", "YES", "NONARRET"]
  /// Written as two words, or with a hyphen or underscore between these.
  private static let joinedWords: Set = [["OPT", "OUT"], ["STOP", "ALL"], ["UN", "SUBSCRIBE"]]

  /// The keyword that a reply is; nil for any other text, "STOP PLEASE" among them.
  ///
  /// - Parameters:
  ///   - body: The text.
  ///   - furtherWords: The configuration's words that stop, in capitals without accents.
  package init?(_ body: String, furtherWords: Set<String> = []) {
    if let word = SingleWord(body)?.text {
      if Self.narrowStopWords.contains(word) {
        self = .stop
        return
      }
      if Self.startWords.contains(word) {
        self = .start
        return
      }
    }
    let stopWords = Self.wideStopWords.union(furtherWords)
    guard let line = Self.firstLine(of: body) else { return nil }
    // As they stand first: in "🅿️ STOP" the P is a picture.
    let words = [line, line.mappingScalars(\.unstyled)].compactMap(Self.framedWord)
    guard words.contains(where: stopWords.contains) else { return nil }
    self = .stop
  }

  /// Whether a word may be one of the configuration's that stop.
  ///
  /// - Returns: It in capitals without accents; nil if it is no single word of letters, or means
  ///   something else.
  package static func stopWord(_ text: String) -> String? {
    let word = PlainLetters.of(text)
    guard (2...32).contains(word.count), word.allSatisfy(\.isLetter),
      !startWords.contains(word), !["HELP", "INFO"].contains(word)
    else { return nil }
    return word
  }

  /// What a text says above its signature, in the usual width; nil if there is more than one line.
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

  /// The word of a line read widely.
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

  /// How the lines begin that phones and mail programs write below a text, in capitals without accents.
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

  /// Those that are a question mark in one as well among them.
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

/// A text that is one word, with blanks around it and one mark behind it allowed.
package struct SingleWord: Hashable, Sendable {
  /// The word in capitals.
  package let text: String

  /// Reads a text; nil if it is none or several words.
  package init?(_ body: String) {
    let words = Self.typed(body).split(whereSeparator: \.isWhitespace)
    guard words.count == 1, var word = words.first else { return nil }
    if let last = word.last, [".", "!"].contains(last) { word = word.dropLast() }
    guard !word.isEmpty else { return nil }
    text = word.uppercased()
  }

  /// A text in the usual width, without what nobody sees.
  static func typed(_ text: String) -> String {
    var typed = String.UnicodeScalarView()
    for scalar in text.unicodeScalars where !scalar.isInvisible { typed.append(scalar.halfwidth) }
    return String(typed)
  }
}
