/// Writes a page in the macros of man(7), for groff and mandoc alike.
package struct Roff {
  package private(set) var lines: [String] = []
  /// What a link in the text reads as: its text, and its target.
  private let resolve: (_ text: String, _ target: String) -> String

  package init(
    resolve: @escaping (_ text: String, _ target: String) -> String = { text, _ in text }
  ) {
    self.resolve = resolve
  }

  package mutating func macro(_ name: String, _ arguments: String...) {
    let quoted = arguments.map { "\"\(Self.escaped($0).replacing("\"", with: "\\(dq"))\"" }
    lines.append(([".\(name)"] + quoted).joined(separator: " "))
  }

  /// The line that apropos(1) reads.
  package mutating func name(_ name: String, _ summary: String) {
    lines.append("\(name) \\- \(Self.escaped(summary))")
  }

  /// One line of text in the notation of Markdown.
  package mutating func text(_ text: String) {
    lines.append(Self.guarded(inline(text)))
  }

  package mutating func paragraph(_ text: String) {
    // A heading begins a paragraph by itself.
    if lines.last?.hasPrefix(".S") != true { macro("PP") }
    self.text(text)
  }

  /// A term with what it means indented below.
  package mutating func definition(_ term: String, _ meaning: [String]) {
    macro("TP")
    text(term)
    guard let first = meaning.first else {
      lines.append("\\&")
      return
    }
    text(first)
    for line in meaning.dropFirst() {
      macro("br")
      text(line)
    }
  }

  package mutating func code(_ code: [String]) {
    macro("PP")
    lines.append(".RS 4")
    macro("EX")
    lines += code.map { Self.guarded(Self.escaped($0, isCode: true)) }
    macro("EE")
    macro("RE")
  }

  package mutating func items(_ items: [String]) {
    for item in items {
      lines.append(".IP \\(bu 3")
      text(item)
    }
  }

  /// A block of a document; a heading of level 2 begins a section.
  package mutating func block(_ block: Markdown.Block) {
    switch block {
    case .heading(2, let text): macro("SH", text.uppercased())
    case .heading(_, let text): macro("SS", text)
    case .paragraph(let text): paragraph(text)
    case .items(let items): self.items(items)
    case .code(let lines): code(lines)
    case .table(let head, let rows): table(head, rows)
    }
  }

  /// A table as definitions: a terminal has no room for columns of sentences.
  ///
  /// The first cell is the term and the last the meaning; what is between stands above the
  /// meaning behind the name of its column, or beside the term where the column has none.
  private mutating func table(_ head: [String], _ rows: [[String]]) {
    for row in rows {
      var term = row.first ?? ""
      var facts: [String] = []
      for (name, cell) in zip(head, row).dropFirst().dropLast() where !cell.isEmpty {
        if name.isEmpty {
          term += " (\(cell))"
        } else {
          facts.append("*\(name):* \(cell)")
        }
      }
      let meaning = row.count > 1 ? row.last ?? "" : ""
      definition(term, [facts.joined(separator: "; "), meaning].filter { !$0.isEmpty })
    }
  }
}

extension Roff {
  /// Text of Markdown with its fonts; bold stands for code as well.
  private func inline(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let character = rest.first {
      if character == "`", let end = rest.dropFirst().firstIndex(of: "`") {
        result +=
          "\\fB\(Self.escaped(rest[rest.index(after: rest.startIndex)..<end], isCode: true))\\fR"
        rest = rest[rest.index(after: end)...]
      } else if let part = rest.prefixMatch(of: Self.bold) {
        result += "\\fB\(inline(String(part.1)))\\fR"
        rest = rest[part.range.upperBound...]
      } else if let part = rest.prefixMatch(of: Self.italic) {
        result += "\\fI\(inline(String(part.1)))\\fR"
        rest = rest[part.range.upperBound...]
      } else if let part = rest.prefixMatch(of: Self.link) {
        result += inline(resolve(String(part.1), String(part.2)))
        rest = rest[part.range.upperBound...]
      } else {
        result += Self.escaped(rest.prefix(1))
        rest = rest.dropFirst()
      }
    }
    return result
  }

  private static var bold: Regex<(Substring, Substring)> { /\*\*([^*]+)\*\*/ }
  private static var italic: Regex<(Substring, Substring)> { /\*([^* ][^*]*)\*/ }
  private static var link: Regex<(Substring, Substring, Substring)> { /\[([^\]]+)\]\(([^)]+)\)/ }

  /// Text without meaning for roff; in code also without typography.
  private static func escaped(_ text: some StringProtocol, isCode: Bool = false) -> String {
    var result = ""
    for scalar in String(text).unicodeScalars {
      switch scalar {
      case "\\": result += "\\(rs"
      case "-" where isCode: result += "\\-"
      case "'" where isCode: result += "\\(aq"
      case "`" where isCode: result += "\\(ga"
      case "^": result += "\\(ha"
      case "~": result += "\\(ti"
      case _ where scalar.isASCII: result.unicodeScalars.append(scalar)
      default:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        result += "\\[u\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)]"
      }
    }
    return result
  }

  /// A line that is text whatever it starts with.
  private static func guarded(_ line: String) -> String {
    line.hasPrefix(".") || line.hasPrefix("'") ? "\\&\(line)" : line
  }
}
