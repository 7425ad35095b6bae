/// A Markdown document, in the subset that this project uses, as a list of blocks.
package struct Markdown: Equatable, Sendable {
  package enum Block: Equatable, Sendable {
    case heading(level: Int, String)
    /// Joined into one line.
    case paragraph(String)
    case items([String])
    /// The lines, unchanged.
    case code([String])
    case table(head: [String], rows: [[String]])
  }

  package private(set) var blocks: [Block] = []

  package init(_ text: String) {
    var rest = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
    while let line = rest.first {
      if line.hasPrefix("```") {
        rest.removeFirst()
        blocks.append(.code(Self.take(&rest) { !$0.hasPrefix("```") }.map(String.init)))
        rest = rest.dropFirst()
      } else if line.hasPrefix("#") {
        rest.removeFirst()
        let level = line.prefix { $0 == "#" }.count
        blocks.append(.heading(level: level, String(line.dropFirst(level + 1))))
      } else if line.hasPrefix("|") {
        takeTable(&rest)
      } else if line.hasPrefix("- ") {
        takeItems(&rest)
      } else if line.isEmpty {
        rest.removeFirst()
      } else {
        let lines = Self.take(&rest) { !Self.startsBlock($0) }
        blocks.append(.paragraph(lines.joined(separator: " ")))
      }
    }
  }

  private static func startsBlock(_ line: Substring) -> Bool {
    line.isEmpty || ["```", "#", "|", "- "].contains { line.hasPrefix($0) }
  }

  private static func take(
    _ rest: inout ArraySlice<Substring>,
    while condition: (Substring) -> Bool
  ) -> [Substring] {
    let taken = rest.prefix(while: condition)
    rest = rest.dropFirst(taken.count)
    return Array(taken)
  }

  private mutating func takeTable(_ rest: inout ArraySlice<Substring>) {
    let lines = Self.take(&rest) { $0.hasPrefix("|") }.map(Self.cells)
    blocks.append(.table(head: lines[0], rows: Array(lines.dropFirst(2))))
  }

  /// Indented lines continue an item.
  private mutating func takeItems(_ rest: inout ArraySlice<Substring>) {
    var items: [String] = []
    for line in Self.take(&rest, while: { $0.hasPrefix("- ") || $0.hasPrefix("  ") }) {
      if line.hasPrefix("- ") {
        items.append(String(line.dropFirst(2)))
      } else {
        items[items.count - 1] += " " + line.drop { $0 == " " }
      }
    }
    blocks.append(.items(items))
  }

  /// The cells of a row; `\|` is a literal bar.
  private static func cells(_ line: Substring) -> [String] {
    let border = "\u{1}"
    return line.dropFirst().dropLast()
      .replacing("\\|", with: border)
      .split(separator: "|", omittingEmptySubsequences: false)
      .map { cell in
        let text = cell.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
        return String(text).replacing(border, with: "|")
      }
  }
}

extension Markdown {
  /// The heading of level 1; empty if there is none.
  package var title: String {
    guard case .heading(1, let text)? = blocks.first else { return "" }
    return text
  }

  /// The headings below the title.
  package var headings: [String] {
    blocks.compactMap { block in
      guard case .heading(let level, let text) = block, level > 1 else { return nil }
      return text
    }
  }

  /// The blocks before the first heading below the title.
  package var introduction: [Block] {
    Array(
      blocks.drop { if case .heading(1, _) = $0 { true } else { false } }
        .prefix { if case .heading = $0 { false } else { true } }
    )
  }

  /// The blocks below a heading, up to the next one of its level.
  ///
  /// - Returns: The blocks, including subsections; empty if there is no such heading.
  package func section(_ heading: String) -> [Block] {
    var level = Int.max
    let start = blocks.firstIndex { block in
      guard case .heading(let found, heading) = block else { return false }
      level = found
      return true
    }
    guard let start else { return [] }
    return Array(
      blocks[(start + 1)...].prefix { block in
        if case .heading(let next, _) = block { next > level } else { true }
      }
    )
  }
}
