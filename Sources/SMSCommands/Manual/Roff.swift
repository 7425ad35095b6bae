/// Writes a page with the man(7) macros, for both groff and mandoc.
package struct Roff {
  /// The lines written so far.
  package private(set) var lines: [String] = []
  /// Converts a link in the text, given its text and target, to what the page shows.
  private let resolve: (_ text: String, _ target: String) -> String

  package init(
    resolve: @escaping (_ text: String, _ target: String) -> String = { text, _ in text }
  ) {
    self.resolve = resolve
  }

  /// Writes a macro call on a line of its own; the arguments are escaped and quoted.
  package mutating func macro(_ name: String, _ arguments: String...) {
    let quoted = arguments.map { "\"\(Self.escaped($0).replacing("\"", with: "\\(dq"))\"" }
    lines.append(([".\(name)"] + quoted).joined(separator: " "))
  }

  /// The line for apropos(1).
  package mutating func name(_ name: String, _ summary: String) {
    lines.append("\(name) \\- \(Self.escaped(summary))")
  }

  /// One line of text, with Markdown markup.
  package mutating func text(_ text: String) {
    lines.append(Self.guarded(inline(text)))
  }

  package mutating func paragraph(_ text: String) {
    beginParagraph()
    self.text(text)
  }

  private mutating func beginParagraph() {
    // A heading starts a paragraph itself.
    if lines.last?.hasPrefix(".S") != true { macro("PP") }
  }

  /// A term with its explanation indented below.
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

  /// Lines shown unchanged in a fixed-width font, indented.
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

  /// A block of a document; a heading of level 2 starts a section.
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

  /// A table as a list of definitions: a terminal has no room for columns of sentences.
  ///
  /// The first cell is the term and the last the explanation. Cells in between go above the
  /// explanation after their column's name, or beside the term if the column has no name.
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
  /// Converts inline Markdown to roff fonts; code is bold too.
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

  /// The code, bold, italic or link at the start of the text, and where it ends.
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

  /// The text between two marks, the first at the start, and where the second ends; nil if there is
  /// no such text or it is empty.
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

  /// Escapes text for roff; code is also protected from typographic replacement.
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

  /// Protects a line that would otherwise be read as a request.
  private static func guarded(_ line: String) -> String {
    line.hasPrefix(".") || line.hasPrefix("'") ? "\\&\(line)" : line
  }
}
