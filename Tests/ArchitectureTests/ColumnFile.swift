/// A file for sysusers.d or tmpfiles.d as rows of columns, without comments.
struct ColumnFile {
  let rows: [[String]]

  init(text: String) {
    rows = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
      line.split(separator: " ").map(String.init)
    }
  }

  /// The second column of all rows of a type.
  func names(ofType type: String) -> [String] {
    rows.filter { $0[0] == type }.map { $0[1] }
  }
}
