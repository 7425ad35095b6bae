/// Rows of text in aligned columns, separated by two blanks.
package struct Table {
  package enum Alignment: Sendable {
    case left
    case right
  }

  let header: [String]
  let alignments: [Alignment]
  /// Those that were not written yet.
  private(set) var rows: [[String]] = []
  /// The widths of the columns so far, where the table is written in parts.
  private var taken: [Int]
  private var hasBegun = false

  /// Creates a table without rows.
  ///
  /// - Parameters:
  ///   - header: The column titles; a title may be empty.
  ///   - right: The titles of right-aligned columns, for numbers.
  package init(_ header: [String], right: Set<String> = []) {
    self.header = header
    alignments = header.map { right.contains($0) ? .right : .left }
    taken = header.map { _ in 0 }
  }

  package var isEmpty: Bool { rows.isEmpty }

  /// Adds a row with as many cells as the header has.
  package mutating func append(_ row: [String]) {
    rows.append(row)
  }

  /// The header and the rows, without trailing blanks.
  package var lines: [String] { lines([header] + rows, widths(with: [header] + rows)) }

  /// The rows added since the last call, below the header if it is the first call.
  ///
  /// So a table of any length is written in parts. Columns get wider as later rows need it.
  package mutating func takeLines() -> [String] {
    let new = hasBegun ? rows : [header] + rows
    taken = zip(taken, widths(with: new)).map(max)
    hasBegun = true
    rows = []
    return lines(new, taken)
  }

  private func widths(with rows: [[String]]) -> [Int] {
    header.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
  }

  private func lines(_ rows: [[String]], _ widths: [Int]) -> [String] {
    rows.map { row in
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
