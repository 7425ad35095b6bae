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
