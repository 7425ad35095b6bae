/// A Markdown file, as far as the tests need it: fenced blocks, and tables under their headings.
struct Document {
  let text: String
  let blocks: [CodeBlock]
  private let sections: [(heading: String, lines: [String])]

  init(_ path: String) throws {
    self.init(text: try Repository.text(path))
  }

  init(text: String) {
    self.text = text
    var blocks: [CodeBlock] = []
    var sections: [(heading: String, lines: [String])] = [("", [])]
    var open: (information: [String], lines: [String])?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if line.hasPrefix("```") {
        if let block = open {
          blocks.append(CodeBlock(information: block.information, lines: block.lines))
          open = nil
        } else {
          open = (line.dropFirst(3).split(separator: " ").map(String.init), [])
        }
      } else if open != nil {
        open?.lines.append(line)
      } else if line.hasPrefix("#") {
        sections.append((String(line.drop { $0 == "#" || $0 == " " }), []))
      } else {
        sections[sections.count - 1].lines.append(line)
      }
    }
    self.blocks = blocks
    self.sections = sections
  }

  var headings: [String] { sections.map(\.heading) }

  /// The blocks in a language, such as `json`.
  func blocks(in language: String) -> [CodeBlock] {
    blocks.filter { $0.language == language }
  }

  /// The block with that file name or purpose, such as `send.py`.
  func block(named name: String) -> CodeBlock? {
    blocks.first { $0.name == name }
  }

  /// The prose and tables of a section, without code.
  func text(under heading: String) -> String {
    sections.filter { $0.heading == heading }.flatMap(\.lines).joined(separator: "\n")
  }

  /// The rows of all tables in a section as cells, without header rows.
  func rows(under heading: String) -> [[String]] {
    let lines = sections.filter { $0.heading == heading }.flatMap(\.lines)
    var rows: [[String]] = []
    var isBelowHead = false
    for line in lines {
      if !line.hasPrefix("|") {
        isBelowHead = false
      } else if line.hasPrefix("|---") {
        isBelowHead = true
      } else if isBelowHead {
        rows.append(Self.cells(of: line))
      }
    }
    return rows
  }

  /// The cells of a row; `\|` is a literal bar.
  private static func cells(of line: String) -> [String] {
    let border = "\u{1}"
    return line.dropFirst().dropLast()
      .replacing("\\|", with: border)
      .split(separator: "|", omittingEmptySubsequences: false)
      .map { cell in
        let text = cell.drop { $0 == " " }
        return String(text.reversed().drop { $0 == " " }.reversed())
          .replacing(border, with: "|")
      }
  }
}

/// A link into this source tree.
struct DocumentLink: Equatable, Sendable {
  /// The path from the root of the tree.
  let path: String
  /// The fragment after `#`; nil for the whole file.
  let anchor: String?
}

extension Document {
  /// The anchors of the headings.
  var anchors: [String] {
    headings.filter { !$0.isEmpty }.map { heading in
      heading.lowercased().replacing(" ", with: "-").filter {
        $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_"
      }
    }
  }

  /// The links into this tree from the prose and tables of a document at that path.
  func links(from path: String) -> [DocumentLink] {
    let prose = sections.flatMap(\.lines).joined(separator: "\n")
    let directory = path.split(separator: "/").dropLast()
    return prose.matches(of: /\]\(([^)\s]+)\)/).compactMap { match in
      guard !match.1.contains("://") else { return nil }
      let target = match.1.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
      var parts = target[0].isEmpty ? path.split(separator: "/") : Array(directory)
      for part in target[0].split(separator: "/") {
        if part == ".." { parts = Array(parts.dropLast()) } else { parts.append(part) }
      }
      return DocumentLink(
        path: parts.joined(separator: "/"),
        anchor: target.count == 2 ? String(target[1]) : nil
      )
    }
  }
}

extension String {
  /// The words in backquotes, in order.
  var quotedWords: [String] {
    matches(of: /`([^`]+)`/).map { String($0.1) }
  }
}

/// A fenced block; its fence gives the language, then a name or purpose.
struct CodeBlock: Sendable {
  let language: String
  /// `send.py` for a program that is run, `request` for an example of a request.
  let name: String?
  let lines: [String]

  init(information: [String], lines: [String]) {
    language = information.first ?? ""
    name = information.dropFirst().first
    self.lines = lines
  }

  var text: String { lines.joined(separator: "\n") + "\n" }

  var bytes: [UInt8] { Array(text.utf8) }
}
