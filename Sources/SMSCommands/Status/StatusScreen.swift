internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSSpool

/// The status as text that fits a width.
package struct StatusScreen {
  /// The narrowest width that is respected; below, lines are cut.
  private static let narrowest = 24
  /// The columns of the words in front of the causes.
  private static let wordWidth = 10
  /// The most lines of a hint; `doctor` shows it whole.
  private static let hintLines = 2

  let view: StatusView
  let width: Int
  /// The lines that may be used; nil for any number.
  private let height: Int?

  /// Creates a screen.
  ///
  /// - Parameters:
  ///   - view: What it shows.
  ///   - width: The columns that may be used.
  ///   - height: The lines that may be used, as long as the causes fit; nil for any number.
  package init(_ view: StatusView, width: Int, height: Int? = nil) {
    self.view = view
    self.width = max(width, Self.narrowest)
    self.height = height
  }

  /// The whole status, or as much as there is room for: what is wrong would scroll away otherwise.
  package var lines: [StyledText] {
    let tables = StatusTables(view)
    let whole = joined([
      head, causes(hintLines: Self.hintLines), lines(of: tables.spools),
      lines(of: tables.accounts), lines(of: tables.batches), lines(of: tables.rates),
      lines(of: tables.lanes), lines(of: tables.errors),
    ])
    guard let height, whole.count > height else { return whole }
    let folded = StatusTables(view, mostIdle: 0)
    let errors = lines(of: tables.errors, most: 3)
    let batches = lines(of: tables.batches, most: 4)
    let choices = [
      [lines(of: tables.spools), lines(of: tables.accounts), batches, errors],
      [lines(of: folded.spools), lines(of: tables.accounts), batches, errors],
      [lines(of: tables.spools), lines(of: tables.accounts), errors],
      [lines(of: folded.spools), lines(of: tables.accounts), errors],
      [lines(of: folded.spools), lines(of: tables.accounts)],
      [lines(of: tables.accounts)],
    ]
    let more = [
      StyledText("'\(ProgramName.value) status --full' shows more.", .faint).cut(to: width)
    ]
    let heads = [Self.hintLines, 0].map { joined([head, causes(hintLines: $0)]) }
    let screens =
      heads.flatMap { head in choices.map { joined([head] + $0 + [more]) } }
      + heads.map { joined([$0, more]) }
    return screens.first { $0.count <= height } ?? screens.last ?? whole
  }

  private func joined(_ parts: [[StyledText]]) -> [StyledText] {
    Array(parts.filter { !$0.isEmpty }.joined(separator: [StyledText()]))
  }

  private func lines(of table: FittedTable, most: Int = .max) -> [StyledText] {
    table.isEmpty ? [] : Array(table.lines(width: width).prefix(most))
  }

  // MARK: The head

  /// Whether the daemon runs, and how much waits.
  var head: [StyledText] {
    var line = StyledText("Daemon: ") + StyledText(view.daemon.presence.words, presenceStyle)
    if view.daemon.presence.isAtWork, let started = view.daemon.startedAt {
      line = line + StyledText(", for \(Span.coarse(view.now.since(started)))")
    }
    return wrapped(line) + wrapped(StyledText(queueWords))
      + view.caps.flatMap { wrapped(StyledText($0.line(at: view.now))) }
  }

  private var presenceStyle: StyledText.Style {
    switch view.daemon.presence {
    case .running: .good
    case .starting, .draining: .warning
    case .suspended, .stopped, .gone, .neverStarted: .bad
    }
  }

  private var queueWords: String {
    var words: [String] = []
    let waiting = view.spools.reduce(0) { $0 + $1.waiting }
    if waiting == 0 {
      words.append("Nothing waits")
    } else {
      let noun = waiting == 1 ? "message waits" : "messages wait"
      let oldest = view.queue { _ in true }
      let age = oldest.map { ", the oldest for \(Span.coarse(view.now.since($0.oldest)))" } ?? ""
      words.append("\(StatusView.grouped(waiting)) \(noun)\(age)")
    }
    for (state, word) in [(JobState.attempting, "under way"), (.inDoubt, "in doubt")] {
      let count = view.jobs(state)
      if count > 0 { words.append("\(StatusView.grouped(count)) \(word)") }
    }
    for outside in view.outside {
      let count = StatusView.grouped(outside.jobs) + (outside.isAtLeast ? "+" : "")
      let time = Span.coarse(outside.opensAt, from: view.now)
      words.append("\(count) outside the window of \(outside.spool), which opens \(time)")
    }
    let held = view.jobs(.held)
    if held > 0 { words.append("\(StatusView.grouped(held)) held one by one") }
    if view.causes.isEmpty { words.append("nothing is wrong") }
    return words.joined(separator: "; ") + "."
  }

  private func wrapped(_ line: StyledText) -> [StyledText] {
    guard line.width > width else { return [line] }
    return Paragraph.wrap(line.text, width: width).map { StyledText($0).cut(to: width) }
  }

  // MARK: The causes

  /// What is wrong, with the command to use next.
  func causes(hintLines: Int) -> [StyledText] {
    view.causes.flatMap { lines(for: $0, hintLines: hintLines) }
  }

  /// One cause; its first line begins with the state.
  func lines(for cause: StatusCause, hintLines: Int) -> [StyledText] {
    let isNarrow = width < 4 * Self.wordWidth
    let indent = isNarrow ? 2 : Self.wordWidth
    let room = width - indent
    var texts = Paragraph.wrap(cause.sentence(at: view.now), width: room).map { StyledText($0) }
    let hint = cause.hint.isEmpty ? [] : Paragraph.wrap(cause.hint, width: room)
    texts += hint.prefix(hintLines).map { StyledText($0, .faint) }
    if hint.count > hintLines, hintLines > 0, let last = texts.popLast() {
      let hasRoom = last.width + 2 <= room
      texts.append(hasRoom ? last + StyledText(" …", .faint) : last.cut(to: last.width - 1))
    }
    if let command = cause.command {
      texts += Paragraph.wrap("→ \(command)", width: room).map { StyledText($0, .strong) }
    }
    let word = StyledText(cause.word, cause.style)
    let blanks = StyledText(String(repeating: " ", count: indent))
    var lines = texts.map { (blanks + $0).cut(to: width) }
    if isNarrow {
      lines.insert(word, at: 0)
    } else if let first = texts.first {
      lines[0] = (word.padded(to: indent, .left) + first).cut(to: width)
    }
    return lines
  }
}

extension StatusCause {
  /// What stands still is red, what goes on or was asked for is not.
  var style: StyledText.Style {
    switch weight {
    case .critical: .bad
    case .warning: ["paused", "dry_run", "guests"].contains(word) ? .bad : .warning
    case .notice: .warning
    }
  }
}
