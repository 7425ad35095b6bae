/// A message's text in the form in which it is compared with the provider's records.
///
/// What a provider stores is often not byte for byte what it was sent: it trims, rewrites line ends
/// and quotes, escapes for HTML, composes accents. Two texts are the same message if these forms of
/// them are equal; Swift's `==` also equates what is canonically equivalent in Unicode.
///
/// | in the text | in this form |
/// |---|---|
/// | runs of blanks and line ends of every kind | one blank, none at the ends |
/// | control and format characters, variation selectors | nothing |
/// | HTML entities, also if escaped more than once | what they stand for |
/// | typographic quotes, dashes and the ellipsis | those of ASCII |
/// | a letter with combining marks | the composed letter, if there is one |
package struct ComparableText: Hashable, Sendable {
  let string: String

  package init(_ text: MessageText) {
    string = Self.isPlain(text.string) ? text.string : Self.normalized(text.string)
  }

  /// The text that digests are computed from.
  package var message: MessageText { MessageText(string) }

  /// Whether a text is in this form already; most are.
  private static func isPlain(_ text: String) -> Bool {
    var last = UInt8(ascii: " ")
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: " ") where last == UInt8(ascii: " "): return false
      case UInt8(ascii: "&"), UInt8(ascii: "`"): return false
      case UInt8(ascii: " ")...UInt8(ascii: "~"): last = byte
      default: return false
      }
    }
    return last != UInt8(ascii: " ")
  }

  private static func normalized(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    var isBlankDue = false
    var hasMarks = false
    for scalar in HTMLEntities.decoded(text).unicodeScalars {
      if isBlank(scalar) {
        isBlankDue = !result.isEmpty
      } else if !isInvisible(scalar) {
        if isBlankDue { result.append(" ") }
        isBlankDue = false
        hasMarks = hasMarks || scalar.value >= 0x300 && isMark(scalar)
        if let plain = plainForms[scalar] {
          result.append(contentsOf: plain.unicodeScalars)
        } else {
          result.append(isDash(scalar) ? "-" : scalar)
        }
      }
    }
    return hasMarks ? composed(String(result)) : String(result)
  }
}

// MARK: - Characters

extension ComparableText {
  private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII
      ? scalar == " " || ("\t"..."\r").contains(scalar) : scalar.properties.isWhitespace
  }

  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    guard !scalar.isASCII else { return scalar < " " || scalar == "\u{7F}" }
    let properties = scalar.properties
    return properties.isDefaultIgnorableCodePoint
      || [.control, .format].contains(properties.generalCategory)
  }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .nonspacingMark
  }

  private static func isDash(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value >= 0x80
      && (scalar == "\u{2212}" || scalar.properties.generalCategory == .dashPunctuation)
  }

  private static let plainForms: [Unicode.Scalar: String] = {
    let single = "`\u{B4}\u{2018}\u{2019}\u{201A}\u{201B}\u{2032}\u{2039}\u{203A}"
    let double = "\u{AB}\u{BB}\u{201C}\u{201D}\u{201E}\u{201F}\u{2033}"
    var forms: [Unicode.Scalar: String] = ["\u{2026}": "..."]
    for scalar in single.unicodeScalars { forms[scalar] = "'" }
    for scalar in double.unicodeScalars { forms[scalar] = "\"" }
    return forms
  }()

  private static func composed(_ text: String) -> String {
    String(text.map { composedLetters[$0] ?? $0 })
  }

  /// The composed letters of Latin, Greek, Cyrillic and kana; each is found by its parts too, since
  /// canonically equivalent characters are equal.
  private static let composedLetters: [Character: Character] = {
    let blocks: [ClosedRange<UInt32>] = [
      0xC0...0x24F, 0x386...0x3CE, 0x400...0x4F9, 0x1E00...0x1FFC, 0x304C...0x30FE,
    ]
    let letters = blocks.joined().compactMap { Unicode.Scalar($0).map(Character.init) }
    return Dictionary(letters.map { ($0, $0) }) { first, _ in first }
  }()
}

/// How a record's text may relate to a message's text that it does not equal.
extension ComparableText {
  /// A shorter beginning could belong to many messages.
  static let shortestBeginning = 20

  /// Whether this text is another one cut short, with an ellipsis or without.
  func isBeginning(of whole: ComparableText) -> Bool {
    let beginning = string.hasSuffix("...") ? string.dropLast(3) : string[...]
    return beginning.count >= Self.shortestBeginning && whole.string.hasPrefix(beginning)
  }

  /// Whether no words are left: the text is empty, has only marks, or says that it was redacted.
  var isRedacted: Bool {
    !string.contains { $0.isLetter || $0.isNumber } || string.lowercased().contains("redacted")
  }

  /// Whether this text may be another in which some characters were replaced by `?`, `*` or U+FFFD,
  /// cut short or not.
  func mayMask(_ text: ComparableText) -> Bool {
    guard string.contains(where: Self.isMask) else { return false }
    var pattern = Array(string)
    if pattern.count >= Self.shortestBeginning { pattern.append("*") }
    return Self.matches(pattern, Array(text.string))
  }

  private static func isMask(_ character: Character) -> Bool {
    character == "?" || character == "*" || character == "\u{FFFD}"
  }

  /// Whether a text fits a pattern in which each mask stands for any number of characters.
  ///
  /// It backtracks to the last mask only, so the time is at most the product of both lengths.
  private static func matches(_ pattern: [Character], _ text: [Character]) -> Bool {
    var (place, next) = (0, 0)
    var retry: (pattern: Int, text: Int)?
    while next < text.count {
      if place < pattern.count, isMask(pattern[place]) {
        retry = (place, next)
        place += 1
      } else if place < pattern.count, pattern[place] == text[next] {
        place += 1
        next += 1
      } else if let (mask, start) = retry {
        retry = (mask, start + 1)
        (place, next) = (mask + 1, start + 1)
      } else {
        return false
      }
    }
    return pattern[place...].allSatisfy(isMask)
  }
}
