internal import SMSCore

/// What was replaced in a text, as the ledger stores it.
///
/// Each replacement is the character, what took its place, and the count, separated by U+001F; a
/// U+001E follows each but the last.
enum StoredReplacements {
  private static let field = "\u{1F}"
  private static let entry: Character = "\u{1E}"

  /// The stored form; at least one replacement.
  static func text(of replacements: [TextReplacement]) -> String {
    replacements
      .map { "\($0.character)\(field)\($0.replacement)\(field)\($0.count)" }
      .joined(separator: String(entry))
  }

  /// What a stored form says; an entry that no version writes is left out.
  static func read(_ text: String?) -> [TextReplacement] {
    guard let text else { return [] }
    return text.split(separator: entry).compactMap { entry in
      let fields = entry.split(separator: Character(field), omittingEmptySubsequences: false)
      guard fields.count == 3, let count = Int(fields[2]) else { return nil }
      return TextReplacement(
        character: String(fields[0]),
        replacement: String(fields[1]),
        count: count
      )
    }
  }
}
