/// A Markdown file, as far as tests read it: fenced blocks, and tables under their headings.
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

  /// The blocks of a language, such as `json`.
  func blocks(in language: String) -> [CodeBlock] {
    blocks.filter { $0.language == language }
  }

  /// The block of that file name or purpose, such as `send.py`.
  func block(named name: String) -> CodeBlock? {
    blocks.first { $0.name == name }
  }

  /// The prose and tables of a section, without its code.
  func text(under heading: String) -> String {
    sections.filter { $0.heading == heading }.flatMap(\.lines).joined(separator: "\n")
  }

  /// The rows of all tables of a section, each as its cells, without the heads.
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

  /// The cells; `\|` is no border.
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

extension String {
  /// The words in backquotes, in order.
  var quotedWords: [String] {
    matches(of: /`([^`]+)`/).map { String($0.1) }
  }
}
