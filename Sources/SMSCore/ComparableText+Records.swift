/// What a record's text can be of a message's whose text it does not equal.
extension ComparableText {
  /// A shorter beginning may be that of many messages.
  static let shortestBeginning = 20

  /// Whether this text is the beginning of another, cut short, with an ellipsis or without.
  func isBeginning(of whole: ComparableText) -> Bool {
    let beginning = string.hasSuffix("...") ? string.dropLast(3) : string[...]
    return beginning.count >= Self.shortestBeginning && whole.string.hasPrefix(beginning)
  }

  /// Whether nothing of the words is left: empty, only marks, or the word that says so.
  var isRedacted: Bool {
    !string.contains { $0.isLetter || $0.isNumber } || string.lowercased().contains("redacted")
  }

  /// Whether this text may be another in which some characters were replaced by `?`, `*` or U+FFFD,
  /// be it cut short or not.
  func mayMask(_ text: ComparableText) -> Bool {
    guard string.contains(where: Self.isMask) else { return false }
    var pattern = Array(string)
    if pattern.count >= Self.shortestBeginning { pattern.append("*") }
    return Self.matches(pattern, Array(text.string))
  }

  private static func isMask(_ character: Character) -> Bool {
    character == "?" || character == "*" || character == "\u{FFFD}"
  }

  /// Whether a text fits a pattern in which each mask stands for any characters, or for none.
  ///
  /// Goes back to the last mask only, so that it takes no longer than both lengths multiplied.
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
