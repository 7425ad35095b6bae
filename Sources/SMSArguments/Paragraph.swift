/// Text broken into lines at blanks.
package enum Paragraph {
  /// Breaks text at blanks so that no line is wider than `width` columns, where words allow it.
  ///
  /// A line that starts with a blank is taken as it is, for examples in a help.
  /// - Parameters:
  ///   - text: One or more lines; each is broken on its own.
  ///   - width: Columns, the indent included.
  ///   - indent: What every line starts with.
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

/// Two columns: terms on the left, what they mean on the right, wrapped under itself.
package enum DefinitionList {
  /// A longer term gets a line of its own.
  private static let widestTerm = 26

  /// Lays out entries.
  ///
  /// - Parameters:
  ///   - entries: The terms with their meanings, in order.
  ///   - width: Columns, the indent included.
  ///   - indent: Blanks before each term.
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
