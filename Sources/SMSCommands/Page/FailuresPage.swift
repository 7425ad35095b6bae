internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSPage

/// The errors of the last hour with what to do, and the newest messages that ended unsent.
struct FailuresPage {
  /// The states of messages that ended unsent.
  private static let states: Set<JobState> = [.failed, .expired, .uncertain]

  private let visit: PageVisit

  init(_ visit: PageVisit) {
    self.visit = visit
  }

  /// - Throws: `CommandFailure` if the ledger cannot be read.
  func content() throws(CommandFailure) -> PageContent {
    let ledger = try visit.ledger()
    let view = try StatusSource(visit.configuration, visit.context).read()
    let errors = ErrorList(view, try visit.examples(of: view.errors, in: ledger))
    let page = try visit.jobs(of: JobFilter(states: Self.states), in: ledger)
    return PageContent("Failures", in: .failures, isLive: visit.number("before") == nil) {
      HTML(.h2, text: "By error, in the last hour")
      errors.html(visit) ?? HTML(.p, text: "No errors.")
      HTML(.h2, text: "Messages that ended unsent")
      if page.jobs.isEmpty {
        HTML(.p, text: page.next == nil ? "None." : "None among those that were looked at.")
      } else {
        visit.jobs("The newest first", page.jobs)
      }
      visit.pager(page.next.map { "\($0.value)" })
    }
  }
}

/// The errors of the last hour, the most recent first.
struct ErrorList {
  private let view: StatusView
  private let examples: [String: JobSnapshot]

  /// - Parameters:
  ///   - view: The status with the errors.
  ///   - examples: The newest job of each, by code.
  init(_ view: StatusView, _ examples: [String: JobSnapshot]) {
    self.view = view
    self.examples = examples
  }

  /// The table; nil without errors.
  ///
  /// - Parameters:
  ///   - visit: Who looks.
  ///   - most: The most rows.
  /// - Returns: The table.
  func html(_ visit: PageVisit, most: Int = .max) -> HTML? {
    guard !view.errors.isEmpty else { return nil }
    var table = PageTable(
      "Errors of the last hour, the most recent first",
      [
        .init("Error"), .init("Count", isNumber: true), .init("Last"), .init("Where", rank: 1),
        .init("What to do", isLong: true), .init("Messages"),
      ]
    )
    let tables = StatusTables(view)
    for error in view.errors.prefix(most) {
      // Code, place, count, last.
      let cells = tables.row(error).map { $0.map(visit.html) ?? PageVisit.dash }
      table.append([
        cells[0], cells[2], cells[3], cells[1],
        examples[error.code]?.error.map(visit.hint) ?? PageVisit.dash, buttons(error, visit),
      ])
    }
    return table.html
  }

  /// What can be done with the jobs of an error, as the newest of them is; nothing where there are
  /// none, such as for requests that were refused.
  private func buttons(_ error: RecentErrors.Entry, _ visit: PageVisit) -> HTML {
    guard let state = examples[error.code]?.state else { return PageVisit.dash }
    let action = [MatchedAction.flush, .retry].first { $0.states.contains(state) }
    let jobs = PageTarget.matching([PageCall.Field("error", error.code)])
    return visit.search("List", [("error", error.code)])
      + (action.flatMap { visit.act($0.verb, $0, jobs) } ?? HTML())
  }
}

extension PageVisit {
  /// The newest job of each error, among the newest jobs with one of them.
  ///
  /// - Throws: `CommandFailure` if the ledger cannot be read.
  func examples(
    of errors: [RecentErrors.Entry],
    in ledger: any LedgerReader
  ) throws(CommandFailure) -> [String: JobSnapshot] {
    let codes = Set(errors.compactMap { ErrorCode(rawValue: $0.code) })
    guard !codes.isEmpty else { return [:] }
    let jobs = try read { () throws(LedgerError) in
      try ledger.page(of: JobFilter(errors: codes), before: nil, limit: 250).jobs
    }
    var examples: [String: JobSnapshot] = [:]
    for job in jobs {
      guard let code = job.error?.code.rawValue, examples[code] == nil else { continue }
      examples[code] = job
    }
    return examples
  }
}
