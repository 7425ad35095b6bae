/// Turns frames into what a terminal needs to show them: only the lines that changed, so that
/// nothing flickers and a slow line is not busy.
package struct ScreenWriter {
  private let hasStyles: Bool
  /// The lines on the screen; nil if it may show anything.
  private var shown: [String]?

  package init(hasStyles: Bool) {
    self.hasStyles = hasStyles
  }

  /// Writes everything the next time: after a resize, or when the screen was somebody else's.
  package mutating func forget() {
    shown = nil
  }

  /// The text and control sequences (ECMA-48) that bring a frame onto the screen.
  package mutating func update(_ lines: [StyledText]) -> String {
    let new = lines.map { $0.rendered(withStyles: hasStyles) }
    var text = ""
    if shown == nil { text += "\u{1B}[H\u{1B}[2J" }
    for (index, line) in new.enumerated() {
      if let shown, shown.indices.contains(index), shown[index] == line { continue }
      if shown == nil, line.isEmpty { continue }
      text += "\u{1B}[\(index + 1);1H\u{1B}[2K\(line)"
    }
    if let shown, shown.count > new.count { text += "\u{1B}[\(new.count + 1);1H\u{1B}[J" }
    shown = new
    return text
  }
}
