/// A Swift file for the rules: its lines unchanged, and without comments and literals.
struct SourceFile {
  let path: String
  let lines: [String]
  /// The lines with strings emptied and comments removed, so that rules only see code.
  let code: [String]

  init(path: String, text: String) {
    self.path = path
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var stripper = CodeStripper()
    code = lines.map { stripper.strip($0) }
  }

  /// `SMSCore` for `Sources/SMSCore/Time/WallTime.swift`.
  var module: String {
    let parts = path.split(separator: "/")
    return parts.count > 2 ? String(parts[1]) : ""
  }

  var name: String { path.split(separator: "/").last.map(String.init) ?? path }

  /// The number of lines, without the empty one after the last newline.
  var lineCount: Int { lines.last == "" ? lines.count - 1 : lines.count }

  /// The modules that the file imports, in order.
  var imports: [String] {
    code.compactMap { line in
      guard line.contains("import") else { return nil }
      return line.firstMatch(
        of: /^\s*(?:@\S+\s+)*(?:[a-z]+\s+)?import\s+(?:[a-z]+\s+)?([A-Za-z_0-9]+)/
      )
      .map { String($0.1) }
    }
  }

  /// The places, as `path:line`, where the code matches.
  func places(of pattern: Regex<Substring>) -> [String] {
    lineNumbers(of: pattern).map { "\(path):\($0)" }
  }

  /// Uses simple word boundaries: by default, `Glibc.errno` is a single word.
  func lineNumbers(of pattern: Regex<Substring>) -> [Int] {
    let pattern = pattern.wordBoundaryKind(.simple)
    return code.indices.filter { code[$0].contains(pattern) }.map { $0 + 1 }
  }
}
