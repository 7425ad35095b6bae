/// Which characters of a text are replaced by ASCII ones, if that saves a segment.
///
/// One typographic quote in a text is enough for the provider to send and charge all of it as UCS-2;
/// see `MessageText`. A text is normalized as a whole or not at all: it must become ASCII, and have
/// fewer segments than before.
package enum TextNormalization: String, CaseIterable, Hashable, Sendable {
  /// Quotes, dashes, ellipses, blanks, and invisible characters.
  case punctuation
  /// Also letters with an accent that can be left out.
  ///
  /// Not those that make another word or letter: ñ, å, ø, ä, ö, ü, ß.
  case ascii

  /// The word for a text that stays as it is.
  package static let off = "off"
  /// Every word that a request may say.
  package static let words = allCases.map(\.rawValue) + [off]

  /// The text in ASCII.
  ///
  /// - Parameter text: The text as it was submitted.
  /// - Returns: The text with what was replaced in it; nil if it stays as it is.
  package func normalized(_ text: MessageText) -> NormalizedText? {
    guard text.encoding != .ascii else { return nil }
    var plain = ""
    var replacements: [TextReplacement] = []
    for character in text.string {
      if character.isASCII {
        plain.append(character)
        continue
      }
      guard let replacement = replacement(of: character) else { return nil }
      plain += replacement
      if let known = replacements.firstIndex(where: { $0.character == String(character) }) {
        replacements[known].count += 1
      } else {
        replacements.append(
          TextReplacement(character: String(character), replacement: replacement, count: 1)
        )
      }
    }
    let result = MessageText(plain)
    guard result.segments < text.segments, (1...MessageText.longest).contains(result.units) else {
      return nil
    }
    return NormalizedText(text: result, replacements: replacements)
  }

  private func replacement(of character: Character) -> String? {
    if let plain = Self.punctuationMarks[character] { return plain }
    return self == .ascii ? Self.letters[character] : nil
  }
}

/// A text that was normalized.
package struct NormalizedText: Hashable, Sendable {
  /// What is sent.
  package var text: MessageText
  /// What was replaced, in the order in which it first appears.
  package var replacements: [TextReplacement]

  package init(text: MessageText, replacements: [TextReplacement]) {
    self.text = text
    self.replacements = replacements
  }
}

/// A character of a text that was replaced.
package struct TextReplacement: Hashable, Sendable {
  /// One character as a person sees it, outside ASCII.
  package var character: String
  /// ASCII; empty for a character that cannot be seen.
  package var replacement: String
  /// How often it was replaced.
  package var count: Int

  package init(character: String, replacement: String, count: Int) {
    self.character = character
    self.replacement = replacement
    self.count = count
  }
}

// MARK: - Tables

extension TextNormalization {
  private static let punctuationMarks: [Character: String] = table([
    ("'", "\u{2018}\u{2019}\u{201A}\u{201B}\u{2032}\u{2039}\u{203A}\u{B4}\u{2BC}"),
    ("\"", "\u{201C}\u{201D}\u{201E}\u{201F}\u{2033}\u{AB}\u{BB}"),
    ("-", "\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{2015}\u{2212}"),
    ("...", "\u{2026}"),
    (
      " ",
      """
      \u{A0}\u{2000}\u{2001}\u{2002}\u{2003}\u{2004}\u{2005}\u{2006}\u{2007}\u{2008}\u{2009}\u{200A}\
      \u{202F}\u{205F}\u{3000}
      """
    ),
    ("", "\u{AD}\u{200B}\u{2060}\u{FEFF}"),
  ])

  /// Also found by a letter with a combining accent, which is canonically equivalent.
  private static let letters: [Character: String] = table([
    ("A", "ÀÁÂÃ"), ("C", "Ç"), ("E", "ÈÉÊË"), ("I", "ÌÍÎÏ"), ("O", "ÒÓÔÕ"), ("U", "ÙÚÛ"),
    ("Y", "Ý"),
    ("a", "àáâã"), ("c", "ç"), ("e", "èéêë"), ("i", "ìíîï"), ("o", "òóôõ"), ("u", "ùúû"),
    ("y", "ýÿ"),
  ])

  /// - Parameter rows: Each replacement, and the characters that it replaces.
  /// - Returns: The replacement of each character.
  private static func table(_ rows: [(String, String)]) -> [Character: String] {
    var table: [Character: String] = [:]
    for (replacement, characters) in rows {
      for scalar in characters.unicodeScalars { table[Character(scalar)] = replacement }
    }
    return table
  }
}
