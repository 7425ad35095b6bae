/// Rows in aligned columns that fit a width: columns without any value are left out, and so are the
/// less important ones where there is no room.
package struct FittedTable {
  /// A column.
  package struct Column: Sendable {
    let title: String
    let alignment: Table.Alignment
    /// The column with the highest rank is left out first; those of rank 0 stay.
    let rank: Int

    package init(_ title: String, _ alignment: Table.Alignment = .left, rank: Int = 0) {
      self.title = title
      self.alignment = alignment
      self.rank = rank
    }
  }

  /// The narrowest first column; it holds names, and is cut where leaving columns out is not enough.
  private static let shortest = 8
  private static let gap = 2

  let columns: [Column]
  private(set) var rows: [[StyledText?]] = []

  package init(_ columns: [Column]) {
    self.columns = columns
  }

  package var isEmpty: Bool { rows.isEmpty }
  /// The number of columns.
  var width: Int { columns.count }

  /// Adds a row with as many cells as there are columns; nil is shown as a dash.
  package mutating func append(_ row: [StyledText?]) {
    rows.append(row)
  }

  /// The columns with a value, and those that stay without any.
  var filledColumns: [Int] {
    columns.indices.filter { column in
      columns[column].rank == 0 || rows.contains { $0[column] != nil }
    }
  }

  /// The header and a line for each row.
  ///
  /// - Parameter width: The columns of the terminal; no line is longer.
  /// - Returns: The lines, without blanks at their ends.
  package func lines(width: Int) -> [StyledText] {
    var shown = filledColumns
    var widths = columns.indices.map { column in
      (rows.map { cell($0[column]).width } + [columns[column].title.count]).max() ?? 0
    }
    func total() -> Int { shown.reduce(-Self.gap) { $0 + widths[$1] + Self.gap } }
    while total() > width, let least = shown.max(by: { columns[$0].rank < columns[$1].rank }),
      columns[least].rank > 0
    {
      shown.removeAll { $0 == least }
    }
    if let first = shown.first, total() > width {
      widths[first] = max(min(widths[first], Self.shortest), widths[first] - (total() - width))
    }
    let header = columns.map { StyledText?.some(StyledText($0.title, .strong)) }
    return ([header] + rows).map { row in
      let cells = shown.map { column in
        cell(row[column]).cut(to: widths[column])
          .padded(to: widths[column], columns[column].alignment)
      }
      let line = cells.dropFirst().reduce(cells.first ?? StyledText()) { $0 + "  " + $1 }
      return line.trimmed.cut(to: width)
    }
  }

  private func cell(_ text: StyledText?) -> StyledText { text ?? StyledText("-", .faint) }
}
