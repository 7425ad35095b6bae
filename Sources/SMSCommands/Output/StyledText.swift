internal import SMSSystem

/// A line of text of which parts have a style, for a terminal with or without styles.
package struct StyledText: Equatable, Sendable {
  /// What a part means; see `codes` for its look.
  package enum Style: Sendable {
    case plain
    case strong
    /// Of little importance.
    case faint
    case good
    case warning
    case bad
  }

  /// Text of one style.
  struct Part: Equatable, Sendable {
    var text: String
    var style: Style
  }

  private(set) var parts: [Part]

  /// Text in one style; characters that could control a terminal are escaped.
  package init(_ text: String = "", _ style: Style = .plain) {
    parts = text.isEmpty ? [] : [Part(text: Self.safe(text), style: style)]
  }

  /// The text without styles.
  package var text: String { parts.map(\.text).joined() }

  /// The width in columns.
  package var width: Int { parts.reduce(0) { $0 + $1.text.columns } }

  package static func + (left: StyledText, right: StyledText) -> StyledText {
    var sum = left
    sum.parts += right.parts
    return sum
  }

  /// At most `width` columns of it; an ellipsis replaces what is cut.
  package func cut(to width: Int) -> StyledText {
    guard self.width > width else { return self }
    var left = max(0, width - 1)
    var cut = StyledText()
    var last = Style.plain
    for part in parts where left > 0 {
      let text = String(part.text.prefix(columns: left))
      cut.parts.append(Part(text: text, style: part.style))
      last = part.style
      guard text.utf8.count == part.text.utf8.count else { break }
      left -= text.columns
    }
    return width > 0 ? cut + StyledText("…", last) : StyledText()
  }

  /// With blanks up to `width` columns, behind it or in front of it.
  func padded(to width: Int, _ alignment: Table.Alignment) -> StyledText {
    let blanks = StyledText(String(repeating: " ", count: max(0, width - self.width)))
    return alignment == .left ? self + blanks : blanks + self
  }

  /// Without the blanks at its end.
  var trimmed: StyledText {
    var trimmed = self
    while let last = trimmed.parts.last, last.text.hasSuffix(" ") {
      let text = last.text.reversed().drop { $0 == " " }.reversed()
      trimmed.parts.removeLast()
      if !text.isEmpty {
        trimmed.parts.append(Part(text: String(text), style: last.style))
      }
    }
    return trimmed
  }

  /// The line for a stream.
  package func rendered(withStyles: Bool) -> String {
    guard withStyles else { return text }
    return parts.map { part in
      part.style == .plain ? part.text : "\u{1B}[\(part.style.codes)m\(part.text)\u{1B}[0m"
    }.joined()
  }

  private static func safe(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
      return text.escapingTerminalControls()
    }
    return String(escaping: text)
  }
}

extension StyledText.Style {
  /// The parameters of "Select Graphic Rendition" (ECMA-48, 8.3.117).
  fileprivate var codes: String {
    switch self {
    case .plain: "0"
    case .strong: "1"
    case .faint: "2"
    case .good: "32"
    case .warning: "33"
    case .bad: "1;31"
    }
  }
}

extension StyledText: ExpressibleByStringLiteral {
  package init(stringLiteral value: String) {
    self.init(value)
  }
}
