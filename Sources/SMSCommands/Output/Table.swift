/// Rows of text in aligned columns, separated by two blanks.
package struct Table {
  package enum Alignment: Sendable {
    case left
    case right
  }

  private let header: [String]
  private let alignments: [Alignment]
  private var rows: [[String]] = []

  /// Creates a table without rows.
  ///
  /// - Parameters:
  ///   - header: The column titles; a title may be empty.
  ///   - right: The titles of right-aligned columns, for numbers.
  package init(_ header: [String], right: Set<String> = []) {
    self.header = header
    alignments = header.map { right.contains($0) ? .right : .left }
  }

  package var isEmpty: Bool { rows.isEmpty }

  /// Adds a row with as many cells as the header has.
  package mutating func append(_ row: [String]) {
    rows.append(row)
  }

  /// The header and the rows, without trailing blanks.
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
