internal import SMSCore
internal import SMSDaemon
internal import SMSPage

/// A table of a page.
struct PageTable {
  struct Column {
    var title: String
    var isNumber = false
    /// On narrow screens, columns of a rank above 0 are left out.
    var rank = 0
    /// Whether it holds sentences, and needs room for them.
    var isLong = false

    init(_ title: String, isNumber: Bool = false, rank: Int = 0, isLong: Bool = false) {
      self.title = title
      self.isNumber = isNumber
      self.rank = rank
      self.isLong = isLong
    }

    /// The classes of its cells.
    ///
    /// - Parameter isEmpty: Whether the cell has no value.
    /// - Returns: nil without any.
    fileprivate func classes(isEmpty: Bool = false) -> HTML.Attribute? {
      let names = [
        isNumber ? "n" : nil, rank > 0 ? "r" : nil, isLong ? "long" : nil, isEmpty ? "none" : nil,
      ].compactMap(\.self)
      return names.isEmpty ? nil : .class(names.joined(separator: " "))
    }
  }

  let caption: String
  let columns: [Column]
  private var rows: [[HTML]] = []

  init(_ caption: String, _ columns: [Column]) {
    self.caption = caption
    self.columns = columns
  }

  var isEmpty: Bool { rows.isEmpty }

  /// Adds a row with as many cells as there are columns; the first one is its heading.
  mutating func append(_ row: [HTML]) {
    rows.append(row)
  }

  /// The table in a box that scrolls sideways where it is too wide.
  ///
  /// Narrow screens show each row as a block with the titles beside the values. The roles are explicit,
  /// since browsers derive them from how a table is laid out.
  var html: HTML {
    HTML(
      .div,
      .class("scroll"),
      .init(.role, "region"),
      .init(.ariaLabel, caption),
      .init(.tabindex, "0")
    ) {
      HTML(.table, .init(.role, "table")) {
        HTML(.caption, text: caption)
        HTML(.thead, .init(.role, "rowgroup")) {
          HTML(.tr, .init(.role, "row")) {
            for column in columns { title(of: column) }
          }
        }
        HTML(.tbody, .init(.role, "rowgroup")) {
          for row in rows { line(row) }
        }
      }
    }
  }

  private func title(of column: Column) -> HTML {
    HTML(
      .th,
      .init(.scope, "col"),
      .init(.role, "columnheader"),
      column.classes(),
      text: column.title
    )
  }

  private func line(_ row: [HTML]) -> HTML {
    HTML(.tr, .init(.role, "row")) {
      for (index, column) in columns.enumerated() {
        let cell = row[index]
        if index == 0 {
          HTML(.th, .init(.scope, "row"), .init(.role, "rowheader"), column.classes()) { cell }
        } else {
          let isEmpty = cell.isEmpty || cell == PageVisit.dash
          HTML(
            .td,
            .init(.role, "cell"),
            column.classes(isEmpty: isEmpty),
            .init(.dataLabel, column.title)
          ) { cell }
        }
      }
    }
  }
}

extension PageVisit {
  /// A table of a command as one of the page.
  ///
  /// - Parameters:
  ///   - caption: What it shows.
  ///   - table: The command's.
  ///   - further: The titles of cells that are added to each row.
  ///   - cells: Those of a row, by its number.
  /// - Returns: The table; nil without rows.
  func table(
    _ caption: String,
    _ table: FittedTable,
    adding further: [String] = [],
    _ cells: (Int) -> [HTML] = { _ in [] }
  ) -> HTML? {
    guard !table.isEmpty else { return nil }
    let shown = table.filledColumns
    let columns = shown.map { index in
      let column = table.columns[index]
      return PageTable.Column(
        Self.heading(column.title),
        isNumber: column.alignment == .right,
        rank: column.rank > 3 ? 1 : 0
      )
    }
    var page = PageTable(caption, columns + further.map { PageTable.Column($0) })
    for (number, row) in table.rows.enumerated() {
      page.append(shown.map { row[$0].map(html) ?? Self.dash } + cells(number))
    }
    return page.html
  }

  /// The same for a table without styles.
  func table(_ caption: String, _ table: Table) -> HTML? {
    guard !table.isEmpty else { return nil }
    let columns = zip(table.header, table.alignments).map { title, alignment in
      PageTable.Column(Self.heading(title), isNumber: alignment == .right)
    }
    var page = PageTable(caption, columns)
    for row in table.rows { page.append(row.map { $0 == "-" ? Self.dash : text($0) }) }
    return page.html
  }

  /// Jobs, the newest first, as `list` shows them.
  func jobs(_ caption: String, _ jobs: [JobSnapshot]) -> HTML {
    let view = JobTable(configuration.windows, now: now)
    var table = PageTable(
      caption,
      [
        .init("Id"), .init("Status"), .init("To"), .init("Error"), .init("Accepted (UTC)"),
        .init("Spool", rank: 1), .init("Attempts", isNumber: true, rank: 1),
      ]
    )
    for job in jobs {
      // Accepted, spool, id, status, to, attempts, error.
      let cells = view.row(job)
      table.append([
        link(to: job), status(cells[3]), text(cells[4]),
        cells[6].isEmpty ? Self.dash : text(cells[6]), time(job.acceptedAt),
        text(cells[1]), HTML(text: cells[5]),
      ])
    }
    return table.html
  }

  /// A status, of which only the first word has a color: `queued until 2026-11-23 08:00:00`.
  private func status(_ words: String) -> HTML {
    let parts = words.split(separator: " ", maxSplits: 1)
    return badge(String(parts.first ?? "")) + HTML(text: parts.count > 1 ? " \(parts[1])" : "")
  }

  static let dash = HTML(.span, .class("faint"), text: "–")

  /// `ACCEPTED (UTC)` as `Accepted (UTC)`.
  private static func heading(_ title: String) -> String {
    let words = title.split(separator: " ").enumerated().map { index, word in
      if word.hasPrefix("(") { return String(word) }
      return index == 0
        ? word.prefix(1) + word.dropFirst().lowercased() : word.lowercased()
    }
    return words.joined(separator: " ")
  }
}
