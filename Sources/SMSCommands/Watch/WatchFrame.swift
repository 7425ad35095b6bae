internal import SMSArguments
internal import SMSCore
internal import SMSDaemon

/// The watched status as lines that fill a terminal and no more.
package struct WatchFrame {
  /// A terminal with fewer rows shows no rates.
  private static let roomForRates = 18
  /// The most lines of a message.
  private static let mostFooterLines = 3
  private static let keys = "h hold  r release  t retry  ? help  q quit"
  private static let help = """
    Up, down, j, k, g, G: select a row. h: hold its spool or account. r: release it. t: send again \
    what ended unsent with its error. Each asks first. q, Ctrl-C: quit. Times are UTC.
    """

  private let model: WatchModel
  private let width: Int
  private let height: Int

  /// Lays out a frame.
  ///
  /// - Parameters:
  ///   - model: What is shown.
  ///   - columns: The terminal's columns.
  ///   - rows: Its rows.
  package init(_ model: WatchModel, columns: Int, rows: Int) {
    self.model = model
    width = max(columns, 1)
    height = max(rows, 1)
  }

  /// At most as many lines as there are rows, none wider than the terminal.
  package var lines: [StyledText] {
    let footer = footer
    let room = max(0, height - footer.count)
    let top = model.failure.map { failed($0.failure, $0.lastSeen) } ?? head
    var lines = Array(top.prefix(room))
    if let view = model.view {
      lines += body(view, room: room - lines.count)
    }
    lines += Array(repeating: StyledText(), count: room - lines.count)
    return (lines + footer).map { $0.cut(to: width) }
  }

  // MARK: The head

  private var head: [StyledText] {
    guard let view = model.view else { return [] }
    let hasRoom = height >= Self.roomForRates
    let parts = [StatusScreen(view, width: width).head, hasRoom ? rates(view) : []]
    return parts.filter { !$0.isEmpty }.flatMap { $0 + [StyledText()] }
  }

  private func rates(_ view: StatusView) -> [StyledText] {
    StatusTables(view).ratesOfAnySize.lines(width: width)
  }

  /// Why there is no status; it is read again each second.
  private func failed(_ failure: CommandFailure, _ lastSeen: WallTime?) -> [StyledText] {
    let since = lastSeen.map { ", for the last time at \(Self.clock($0))" } ?? ""
    let texts =
      [("The status cannot be read now\(since).", StyledText.Style.bad)]
      + [(failure.message + ".", .plain), (failure.hint, .faint)]
    return texts.filter { !$0.0.isEmpty }.flatMap { text, style in
      Paragraph.wrap(text, width: width).map { StyledText($0, style) }
    }
  }

  // MARK: The body

  /// As much of the body as there is room for, around the selected row.
  private func body(_ view: StatusView, room: Int) -> [StyledText] {
    let lines = WatchBody(view, width: width).lines
    guard room > 0 else { return [] }
    let shown = Self.window(lines, on: model.selected, room: room)
    var texts = shown.map { index in
      let (text, row) = lines[index]
      guard text.width > 0 else { return text }
      let isSelected = row != nil && row == model.selected
      return StyledText(isSelected ? "> " : "  ", .strong) + text
    }
    if shown.upperBound < lines.count, room > 2 {
      let hidden = lines.count - shown.upperBound + 1
      texts[texts.count - 1] = StyledText("  … \(Quantity.of(hidden, "more line")) below", .faint)
    }
    if shown.lowerBound > 0, room > 2 {
      let hidden = shown.lowerBound + 1
      texts[0] = StyledText("  … \(Quantity.of(hidden, "more line")) above", .faint)
    }
    return texts
  }

  /// The part of the lines that shows the selected row; from the top for as long as that does.
  ///
  /// The last row is shown with what follows it, and a line is left at each end for the words that
  /// more is there.
  private static func window(
    _ lines: [WatchBody.Line],
    on selected: WatchRow?,
    room: Int
  ) -> Range<Int> {
    guard lines.count > room else { return 0..<lines.count }
    let place = lines.firstIndex { $0.row != nil && $0.row == selected } ?? 0
    let next = lines.indices.first { $0 > place && lines[$0].row != nil }
    let spare = room > 2 ? 1 : 0
    let end = next.map { min($0, place + room - 2 * spare) } ?? lines.count
    var start = max(0, end + (end < lines.count ? spare : 0) - room)
    // A row with more lines than there is room for shows its first.
    start = min(start, max(0, place - (place > 0 ? spare : 0)))
    return start..<min(lines.count, start + room)
  }

  // MARK: The last line

  private var footer: [StyledText] {
    let (text, style): (String, StyledText.Style) =
      switch model.footer {
      case .keys:
        ((model.view.map { "\(Self.clock($0.now))  " } ?? "") + Self.keys, .faint)
      case .help: (Self.help, .plain)
      case .question(let act): (act.question, .strong)
      case .progress(let act): (act.progress, .plain)
      case .message(let words): (words, .strong)
      }
    let lines = Paragraph.wrap(text, width: width)
    let most = min(Self.mostFooterLines, height)
    guard case .keys = model.footer else {
      return lines.prefix(most).map { StyledText($0, style) }
    }
    return [StyledText(text, style)]
  }

  /// `13:04:59`.
  private static func clock(_ time: WallTime) -> String { String(Stamp.short(time).suffix(8)) }
}
