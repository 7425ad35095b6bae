internal import SMSDaemon
internal import SMSJSON

/// A column of a report.
struct ReportColumn {
  /// The member's name in JSON, and the column's in CSV; in capitals its title in a table.
  let name: String
  let isNumber: Bool

  init(_ name: String, isNumber: Bool = true) {
    self.name = name
    self.isNumber = isNumber
  }

  var title: String { name.uppercased() }
}

/// A row of a report: a value for each column, null for none.
struct ReportRow {
  var cells: [JSONValue]
  /// Whether it adds up all the others.
  var isSum = false
}

/// How a report is written.
enum ReportFormat {
  case table
  case csv
  /// One object a line.
  case json

  /// The lines of a report; sums are for people only.
  func lines(_ rows: [ReportRow], _ columns: [ReportColumn]) -> [String] {
    switch self {
    case .table:
      var table = Table(columns.map(\.title), right: Set(columns.filter(\.isNumber).map(\.title)))
      for row in rows { table.append(row.cells.map { Self.text($0) ?? "-" }) }
      return table.lines
    case .csv:
      let header = columns.map(\.name).joined(separator: ",")
      return [header]
        + rows.filter { !$0.isSum }.map { row in
          row.cells.map { DelimitedLine.field(Self.text($0) ?? "") }.joined(separator: ",")
        }
    case .json:
      return rows.filter { !$0.isSum }.map { row in
        let object = JSONObject(zip(columns, row.cells).map { ($0.name, $1) })
        return String(decoding: JSONWriter.write(.object(object), as: .compact), as: UTF8.self)
      }
    }
  }

  private static func text(_ value: JSONValue) -> String? {
    switch value {
    case .string(let text): text
    case .number(let number): number.text
    default: nil
    }
  }
}
