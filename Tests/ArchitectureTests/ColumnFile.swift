/// A file of sysusers.d or tmpfiles.d: rows of columns, comments left out.
struct ColumnFile {
  let rows: [[String]]

  init(text: String) {
    rows = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
      line.split(separator: " ").map(String.init)
    }
  }

  /// The second column of the rows of a type.
  func names(ofType type: String) -> [String] {
    rows.filter { $0[0] == type }.map { $0[1] }
  }
}
