internal import SMSCore
internal import SMSDaemon
internal import SMSPage
internal import SMSSystem

extension PageVisit {
  /// The most rows of a list on a page.
  static let mostRows = 50
  /// How long a page looks for jobs, in nanoseconds: a search that finds few of many goes on with the
  /// next page.
  private static let patience: Int64 = 50_000_000

  /// The jobs of a filter from where the query says on.
  ///
  /// - Throws: `CommandFailure` if the ledger cannot be read.
  func jobs(
    of filter: JobFilter,
    in ledger: any LedgerReader
  ) throws(CommandFailure) -> JobPage {
    let deadline = context.monotonic() + Self.patience
    return try read { () throws(LedgerError) in
      var all = JobPage(jobs: [], next: number("before").map { JobNumber($0) })
      repeat {
        let page = try ledger.page(
          of: filter,
          before: all.next,
          limit: Self.mostRows - all.jobs.count
        )
        all.jobs += page.jobs
        all.next = page.next
      } while all.next != nil && all.jobs.count < Self.mostRows && context.monotonic() < deadline
      return all
    }
  }

  /// Links to what comes before the first row and after the last; nil if nothing does.
  ///
  /// - Parameters:
  ///   - next: Where the next page begins; nil after the last.
  ///   - words: Those of the link to it.
  /// - Returns: The links.
  func pager(_ next: String?, words: String = "Older") -> HTML? {
    let isFirst = number("before") == nil
    guard next != nil || !isFirst else { return nil }
    let path = call.path.split(separator: "/").map(String.init)
    return HTML(.nav, .class("pager"), .init(.ariaLabel, "Pages")) {
      if !isFirst { HTML(.a, .href(address(path)), text: "Newest") }
      if let next {
        HTML(.a, .href(address(path, query: [("before", next)])), .init(.rel, "next"), text: words)
      }
    }
  }
}

// MARK: Batches

extension PageVisit {
  /// The batches, the newest first.
  ///
  /// - Throws: `CommandFailure` if the ledger cannot be read.
  func batchesPage() throws(CommandFailure) -> PageContent {
    var filter = JobFilter()
    filter.subject = .batches
    let page = try jobs(of: filter, in: try ledger())
    var table = PageTable(
      "Batches, the newest first",
      [.init("Batch"), .init("Status")]
        + ["Messages", "Sent", "Failed", "Canceled", "Suppressed", "Left"].enumerated().map {
          .init($1, isNumber: true, rank: [0, 3, 4].contains($0) ? 1 : 0)
        } + [.init("Accepted (UTC)"), .init("Spool", rank: 1)]
    )
    for batch in page.jobs.compactMap({ BatchView($0) }) {
      let counts = [
        batch.facts.messages, batch.sent, batch.failed, batch.canceled, batch.suppressed,
        batch.facts.unfinished,
      ]
      table.append(
        [link(to: batch.job), badge(batch.facts.status.rawValue)] + counts.map(count)
          + [time(batch.job.acceptedAt), text(batch.job.name.spool)]
      )
    }
    return PageContent("Batches", in: .batches, isLive: number("before") == nil) {
      if table.isEmpty { HTML(.p, text: "No batches.") } else { table.html }
      pager(page.next.map { "\($0.value)" })
    }
  }

  /// `1,204`, or a dash for none.
  func count(_ count: Int) -> HTML {
    count == 0 ? Self.dash : HTML(text: StatusView.grouped(count))
  }
}

// MARK: The audit

extension PageVisit {
  /// What operators did, the newest first.
  ///
  /// - Throws: `CommandFailure` if the ledger cannot be read.
  func auditPage() throws(CommandFailure) -> PageContent {
    let ledger = try ledger()
    let page = try read { () throws(LedgerError) in
      try ledger.audit(AuditFilter(), before: number("before"), limit: Self.mostRows)
    }
    var table = PageTable(
      "What was done, the newest first",
      ["Time (UTC)", "User", "Command", "Target", "Effect"].map { .init($0) }
    )
    for entry in page.entries {
      let cells = AuditView(entry, disclosure).row
      table.append([time(entry.at)] + cells.dropFirst().map(text))
    }
    return PageContent("Audit", in: .audit) {
      if table.isEmpty { HTML(.p, text: "No entries.") } else { table.html }
      pager(page.next.map { "\($0)" })
    }
  }
}

// MARK: Ages

extension PageVisit {
  /// The page with how long messages have been waiting, which takes its time where many wait.
  ///
  /// - Throws: `CommandFailure` if the ledger cannot be read.
  func agesPage() throws(CommandFailure) -> PageContent {
    let ledger = try ledger()
    var tables = HTML()
    for group in AgeTable.Group.allCases {
      let ages = try read { () throws(LedgerError) in try AgeTable(ledger, by: group, at: now) }
      tables += table("By \(group.rawValue)", ages.table) ?? HTML()
    }
    return PageContent("Ages", in: .overview) {
      HTML(.p, text: "What has not ended, by the time since its acceptance.")
      if tables.isEmpty { HTML(.p, text: "Nothing waits.") } else { tables }
    }
  }
}
