/// Rows of text in aligned columns, two blanks between them.
package struct Table {
  package enum Alignment: Sendable {
    case left
    case right
  }

  private let header: [String]
  private let alignments: [Alignment]
  private var rows: [[String]] = []

  /// Makes a table without rows.
  ///
  /// - Parameters:
  ///   - header: The titles; an empty one is just blank.
  ///   - right: The titles of columns that are flush right, for numbers.
  package init(_ header: [String], right: Set<String> = []) {
    self.header = header
    alignments = header.map { right.contains($0) ? .right : .left }
  }

  package var isEmpty: Bool { rows.isEmpty }

  /// Adds a row with as many cells as the header has.
  package mutating func append(_ row: [String]) {
    rows.append(row)
  }

  package var lines: [String] {
    let all = [header] + rows
    let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    return all.map { row in
      let cells = row.enumerated().map { column, text in
        pad(text, to: widths[column], alignments[column])
      }
      let line = cells.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }

  private func pad(_ text: String, to width: Int, _ alignment: Alignment) -> String {
    let blanks = String(repeating: " ", count: max(0, width - text.count))
    return alignment == .left ? text + blanks : blanks + text
  }
}

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
