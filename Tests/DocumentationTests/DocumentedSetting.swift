/// One row from the tables of settings in systemd/README.md: path, values, default.
struct DocumentedSetting {
  /// Such as `accounts.*.messages_per_second`.
  let path: String
  private let values: String
  private let standard: String

  static func all() throws -> [DocumentedSetting] {
    try Document("systemd/README.md").rows(under: "Configuration").compactMap { cells in
      guard cells.count == 4, let path = cells[0].quotedWords.first else { return nil }
      return DocumentedSetting(path: path, values: cells[1], standard: cells[2])
    }
  }

  var name: String { path.split(separator: ".").last.map(String.init) ?? path }

  /// The path without the name; empty at the top level.
  var group: String { path.split(separator: ".").dropLast().joined(separator: ".") }

  /// The default as JSON5; nil if there is none.
  var fallback: String? {
    standard.quotedWords.first?.replacing("<name>", with: "default")
  }

  /// The default as documented; nil if there is none.
  var documentedFallback: String? { standard.quotedWords.first }

  /// The possible words, each as JSON5; empty if any value is allowed.
  var choices: [String] {
    guard values.hasPrefix("`\"") else { return [] }
    return values.quotedWords
  }

  /// The range from text such as "1 to 10,000" or "above 0, to 10 years"; nil if there is none.
  var range: DocumentedRange? {
    let pattern = /^(seconds|days)?,? ?(above )?([\d.,]*\d),? to ([\d.,]*\d)( years)?$/
    guard let match = values.replacing(", or `\"off\"`", with: "").wholeMatch(of: pattern),
      let low = Self.number(match.3), let high = Self.number(match.4)
    else { return nil }
    let days = match.5 == nil ? 1 : 365.25
    let unit = match.5 == nil ? 1 : match.1 == "days" ? days : days * 86_400
    return DocumentedRange(
      low: low,
      isLowOutside: match.2 != nil,
      high: high * unit,
      isWhole: match.1 == nil && match.2 == nil
    )
  }

  private static func number(_ text: Substring) -> Double? { Double(text.replacing(",", with: "")) }
}

/// A documented range of numbers.
struct DocumentedRange {
  let low: Double
  /// Whether `low` itself is excluded.
  let isLowOutside: Bool
  let high: Double
  let isWhole: Bool

  /// Numbers that must be accepted.
  var inside: [String] {
    [isLowOutside ? low + 0.001 : low, high].map(text)
  }

  /// Numbers that must be refused.
  var outside: [String] {
    let step = isWhole ? 1 : 0.001
    let beyond = [isLowOutside ? low : low - step, high + (isWhole ? 1 : high / 1_000)].map(text)
    return isWhole ? beyond + ["\(text(low)).5"] : beyond
  }

  private func text(_ number: Double) -> String {
    number == number.rounded() ? String(Int64(number)) : String(number)
  }
}
