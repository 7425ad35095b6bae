/// Text wrapped into lines at blanks.
package enum Paragraph {
  /// Wraps text at blanks so that no line exceeds `width` columns, unless a single word does.
  ///
  /// A line that starts with a blank is kept as it is, for examples in the help.
  /// - Parameters:
  ///   - text: One or more lines; each is wrapped on its own.
  ///   - width: The line width in columns, including the indent.
  ///   - indent: The prefix of every line.
  /// - Returns: The lines, at least one.
  package static func wrap(_ text: String, width: Int, indent: String = "") -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line in
      line.hasPrefix(" ") ? [indent + line] : wrap(line: line, width, indent)
    }
  }

  private static func wrap(line: Substring, _ width: Int, _ indent: String) -> [String] {
    var lines: [String] = []
    var current = ""
    for word in line.split(separator: " ") {
      if current.isEmpty {
        current = indent + word
      } else if current.count + 1 + word.count <= width {
        current += " " + word
      } else {
        lines.append(current)
        current = indent + word
      }
    }
    lines.append(current)
    return lines
  }
}

/// Two columns: terms on the left, their wrapped explanations on the right.
package enum DefinitionList {
  /// The longest term that shares a line with its explanation, in columns.
  private static let widestTerm = 26

  /// Lays out entries.
  ///
  /// - Parameters:
  ///   - entries: The terms and their explanations, in order.
  ///   - width: The line width in columns, including the indent.
  ///   - indent: The number of blanks before each term.
  /// - Returns: The lines.
  package static func lines(
    _ entries: [(term: String, meaning: String)],
    width: Int,
    indent: Int = 2
  ) -> [String] {
    let terms = entries.map(\.term.count).filter { $0 <= widestTerm }
    let column = indent + (terms.max() ?? 0) + 2
    let blanks = String(repeating: " ", count: column)
    return entries.flatMap { entry in
      var lines = Paragraph.wrap(entry.meaning, width: max(width, column + 20), indent: blanks)
      let term = String(repeating: " ", count: indent) + entry.term
      if term.count + 2 <= column {
        lines[0] = term + lines[0].dropFirst(term.count)
      } else {
        lines.insert(term, at: 0)
      }
      return lines
    }
  }
}
