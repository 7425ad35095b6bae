/// Two columns: terms on the left, what they mean on the right, wrapped under itself.
package enum DefinitionList {
  /// A longer term stands on a line of its own.
  private static let widestTerm = 26

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
