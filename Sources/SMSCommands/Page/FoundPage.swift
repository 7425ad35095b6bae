internal import SMSCore
internal import SMSDaemon
internal import SMSPage
internal import SMSSystem

/// The jobs that meet the conditions of a search, the newest first.
struct FoundPage {
  private let visit: PageVisit

  init(_ visit: PageVisit) {
    self.visit = visit
  }

  /// - Throws: `CommandFailure` if a condition is not right any more, or the ledger cannot be read.
  func content() throws(CommandFailure) -> PageContent {
    let conditions = try FindForm.conditions(visit)
    let ledger = try visit.ledger()
    var filter = try conditions.filter(visit.configuration, ledger, now: visit.now)
    // All that this spool has are requests that send nothing.
    if filter.spools == [Configuration.operatorSpool] { filter.subject = .requests }
    let page = try visit.jobs(of: filter, in: ledger)
    let words = FindForm.words(visit)
    return PageContent("Found", in: .find) {
      HTML(.p, .class("chips")) {
        if words.isEmpty { HTML(.span, .class("chip"), text: "all jobs") }
        for (name, value) in words {
          HTML(.span, .class("chip")) {
            "\(name): "
            visit.text(value)
          }
        }
        HTML(.a, .href(visit.address(["find"])), text: "New search")
      }
      acts(filter)
      list(page)
    }
  }

  @HTMLBuilder private func list(_ page: JobPage) -> HTML {
    if page.jobs.isEmpty {
      HTML(.p, text: page.next == nil ? "No such jobs." : "None among those that were looked at.")
    } else {
      visit.jobs("Jobs, the newest first", page.jobs)
    }
    visit.pager(
      page.next.map { "\($0.value)" },
      words: page.jobs.count < PageVisit.mostRows ? "Search on among older ones" : "Older"
    )
  }

  private func acts(_ filter: JobFilter) -> HTML? {
    guard visit.mayAct, filter.subject == .any else { return nil }
    let actions = MatchedAction.allCases.filter { $0.fault(of: filter) == nil }
    guard !actions.isEmpty else { return nil }
    let fields = visit.call.form.filter { FindForm.names.contains($0.name) && !$0.value.isEmpty }
    return HTML(
      .div,
      .class("buttons"),
      .init(.role, "group"),
      .init(.ariaLabel, "Act on all that match")
    ) {
      HTML(.span, .class("faint"), text: "All that match, after the count:")
      for action in actions { visit.act(action.verb, action, .matching(fields)) }
    }
  }
}
