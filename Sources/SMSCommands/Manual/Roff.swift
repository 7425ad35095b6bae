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
    beginParagraph()
    self.text(text)
  }

  private mutating func beginParagraph() {
    // A heading begins a paragraph by itself.
    if lines.last?.hasPrefix(".S") != true { macro("PP") }
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
    beginParagraph()
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
    while !rest.isEmpty {
      let plain = rest.prefix { !"`*[".contains($0) }
      result += Self.escaped(plain)
      rest = rest[plain.endIndex...]
      if let (part, end) = marked(rest) {
        result += part
        rest = rest[end...]
      } else {
        result += Self.escaped(rest.prefix(1))
        rest = rest.dropFirst()
      }
    }
    return result
  }

  /// The code, bold, italic or link that the text begins with, and where that ends.
  private func marked(_ text: Substring) -> (String, end: String.Index)? {
    if let (code, end) = Self.enclosed(text, by: "`", "`") {
      return ("\\fB\(Self.escaped(code, isCode: true))\\fR", end)
    }
    if let (bold, end) = Self.enclosed(text, by: "**", "**") {
      return ("\\fB\(inline(String(bold)))\\fR", end)
    }
    if let (italic, end) = Self.enclosed(text, by: "*", "*"), italic.first != " " {
      return ("\\fI\(inline(String(italic)))\\fR", end)
    }
    if let (name, middle) = Self.enclosed(text, by: "[", "]"),
      let (target, end) = Self.enclosed(text[middle...], by: "(", ")")
    {
      return (inline(resolve(String(name), String(target))), end)
    }
    return nil
  }

  /// What is between two marks that a text begins with, and where the second one ends; nil if it is
  /// nothing, or holds the second one's first character.
  private static func enclosed(
    _ text: Substring,
    by opening: String,
    _ closing: String
  ) -> (Substring, end: String.Index)? {
    guard text.hasPrefix(opening) else { return nil }
    let inside = text.dropFirst(opening.count)
    let content = inside.prefix { $0 != closing.first }
    let rest = inside[content.endIndex...]
    guard !content.isEmpty, rest.hasPrefix(closing) else { return nil }
    return (content, rest.index(rest.startIndex, offsetBy: closing.count))
  }

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
