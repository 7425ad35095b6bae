internal import SMSCore
internal import SMSDaemon

/// The lines between the head and the last line of the watched status: causes and tables, each with
/// the row that it begins.
struct WatchBody {
  /// A line, and the row that it stands for; nil for headings and continuations.
  typealias Line = (text: StyledText, row: WatchRow?)

  /// The columns in front of each line, for the mark of the selected row.
  static let margin = 2
  /// The most lines of a hint.
  private static let hintLines = 2

  let lines: [Line]

  /// Lays out a status.
  ///
  /// - Parameters:
  ///   - view: The status.
  ///   - width: The columns that may be used, with the margin.
  init(_ view: StatusView, width: Int) {
    let width = width - Self.margin
    let tables = Self.tables(of: view)
    let screen = StatusScreen(view, width: width)
    let causes = view.causes.flatMap { cause in
      let lines = screen.lines(for: cause, hintLines: Self.hintLines)
      let row = cause.scope.map { WatchRow(.causes, .scope($0)) }
      return lines.enumerated().map { index, line in (line, index == 0 ? row : nil) }
    }
    let parts: [[Line]] = [
      causes,
      Self.lines(of: tables.spools, Self.spoolRows(tables), width),
      Self.lines(of: tables.accounts, Self.accountRows(view), width),
      Self.lines(of: tables.batches, [], width),
      Self.lines(of: tables.lanes, [], width),
      Self.lines(of: tables.errors, Self.errorRows(view), width),
    ]
    lines = Array(parts.filter { !$0.isEmpty }.joined(separator: [(StyledText(), nil)]))
  }

  /// The rows of a status, in the order of their lines.
  static func rows(of view: StatusView) -> [WatchRow] {
    view.causes.compactMap { $0.scope.map { WatchRow(.causes, .scope($0)) } }
      + spoolRows(tables(of: view)) + accountRows(view) + errorRows(view)
  }

  /// Each spool has a row of its own, as it can be selected.
  private static func tables(of view: StatusView) -> StatusTables {
    StatusTables(view, mostIdle: .max)
  }

  private static func spoolRows(_ tables: StatusTables) -> [WatchRow] {
    tables.spoolRows.joined().map { WatchRow(.spools, .scope(.spool($0.name))) }
  }

  private static func accountRows(_ view: StatusView) -> [WatchRow] {
    view.accounts.map { WatchRow(.accounts, .scope(.account($0.name))) }
  }

  private static func errorRows(_ view: StatusView) -> [WatchRow] {
    view.errors.prefix(StatusTables.mostRows).map {
      WatchRow(.errors, .error(code: $0.code, $0.place))
    }
  }

  /// A table's header, and its lines with their rows as far as these reach.
  private static func lines(of table: FittedTable, _ rows: [WatchRow], _ width: Int) -> [Line] {
    guard !table.isEmpty else { return [] }
    return table.lines(width: width).enumerated().map { index, line in
      (line, rows.indices.contains(index - 1) ? rows[index - 1] : nil)
    }
  }
}
