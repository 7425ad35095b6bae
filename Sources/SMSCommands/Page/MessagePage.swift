internal import SMSCore
internal import SMSDaemon
internal import SMSPage
internal import SMSSpool
internal import SMSSystem

/// One job: what became of it, why it waits, its attempts; or a file that is no job.
struct MessagePage {
  private let visit: PageVisit
  private let spool: String
  /// Its id, or `~` with its number.
  private let segment: String

  /// The page of an address.
  init(_ visit: PageVisit, spool: String, _ segment: String) {
    self.visit = visit
    self.spool = spool
    self.segment = segment
  }

  /// The page that a form names.
  init(_ visit: PageVisit) {
    self.init(visit, spool: visit.field("in"), visit.field("name"))
  }

  /// The page; of a batch, or by an id that is not shown, on to its own.
  ///
  /// - Throws: `CommandFailure`: 66 if there is no such job.
  func outcome() throws(CommandFailure) -> PageOutcome {
    if let job = try visit.job(spool, segment)?.snapshot {
      // No address that stays in a browser has a number in it that the page does not show.
      let proper = visit.segments(to: job)
      if job.batch != nil || proper.last != segment && !segment.hasPrefix("~") {
        return .away(proper)
      }
    }
    return .page(try content())
  }

  /// The page.
  ///
  /// - Parameter withText: Whether it shows the text, to those who act.
  /// - Returns: The page.
  /// - Throws: `CommandFailure`: 66 if there is no such job, 77 if the text may not be shown.
  func content(withText: Bool = false) throws(CommandFailure) -> PageContent {
    let ledger = try visit.ledger()
    let summary = try visit.read { () throws(LedgerError) in try ledger.summary() }
    let look = DaemonLook.at(visit.configuration.state)
    let facts = WaitFacts(summary, visit.configuration, look, now: visit.now)
    guard let details = try visit.job(spool, segment) else { return try file(facts) }
    let view = JobView(
      details,
      now: visit.now,
      restoration: summary.restoration,
      reason: try reason(details, facts, ledger),
      disclosure: visit.disclosure
    )
    guard withText else { return content(details, view, nil) }
    guard visit.mayAct else {
      throw CommandFailure(.noPermission, "you may read, but not see texts")
    }
    let text = try visit.read { () throws(LedgerError) in
      try ledger.text(of: details.snapshot.number)
    }
    visit.disclose()
    return content(details, view, .some(text ?? ""))
  }

  private func reason(
    _ details: JobDetails,
    _ facts: WaitFacts,
    _ ledger: any LedgerReader
  ) throws(CommandFailure) -> WaitReason? {
    guard !details.snapshot.state.isTerminal else { return nil }
    let digest = LedgerPlace(facts.configuration).textDigest
    let circumstances = try visit.read { () throws(LedgerError) in
      try ledger.circumstances(of: details.snapshot.name, digest: digest)
    }
    return circumstances.flatMap { facts.reason(details, $0) }
  }

  private func content(_ details: JobDetails, _ view: JobView, _ text: String?) -> PageContent {
    let job = details.snapshot
    return PageContent(
      visit.shown(job.name.id),
      heading: visit.text(job.name.id) + HTML(text: " ") + visit.badge(job.state.word),
      in: .find,
      isLive: text == nil
    ) {
      HTML(.p, .class("lead")) { visit.text(view.outcome) }
      if let reason = view.waits {
        HTML(.p, .class("reason")) { visit.text(reason) }
      }
      for remark in view.remarks { HTML(.p, .class("remark")) { visit.text(remark) } }
      if let restored = view.restored { HTML(.p, .class("remark")) { visit.text(restored) } }
      acts(job)
      visit.definitions(facts(job, view))
      if !details.attempts.isEmpty { visit.table("Attempts", view.attempts) ?? HTML() }
      receipts(job)
      body(job, text)
    }
  }

  private func facts(_ job: JobSnapshot, _ view: JobView) -> [(term: String, meaning: HTML)] {
    var facts: [(term: String, meaning: HTML)] = [("spool", visit.text(job.name.spool))]
    facts += view.facts.map { fact in
      let term = String(fact.term.dropLast())
      switch term {
      case "batch": return (term, visit.link("batch", job.name.spool, fact.meaning))
      case "retry of": return (term, visit.link("job", job.name.spool, fact.meaning))
      default: return (term, visit.text(fact.meaning))
      }
    }
    if let next = job.retriedAs {
      facts.append(("submitted again as", visit.link("job", job.name.spool, next)))
    }
    if let metadata = job.metadata, visit.mayAct {
      facts.append(("metadata", HTML(.code) { visit.text(metadata) }))
    }
    return facts
  }

  private func receipts(_ job: JobSnapshot) -> HTML? {
    guard let receipts = job.delivery?.receipts, !receipts.isEmpty else { return nil }
    var table = PageTable(
      "Receipts",
      ["Time (UTC)", "Status", "Code", "Description"].map { .init($0) }
    )
    for receipt in receipts {
      table.append([
        receipt.at.map(visit.time) ?? PageVisit.dash, visit.badge(receipt.status),
        receipt.code.map { HTML(text: "\($0)") } ?? PageVisit.dash,
        receipt.description.map(visit.text) ?? PageVisit.dash,
      ])
    }
    return table.html
  }

  /// The text, or a button that shows it: that is in the audit.
  private func body(_ job: JobSnapshot, _ text: String?) -> HTML? {
    guard visit.mayAct, job.message != nil else { return nil }
    guard let text else {
      return visit.form("text") {
        visit.hidden("in", job.name.spool)
        visit.hidden("name", job.name.id)
        visit.button("Show the text")
        HTML(.span, .class("faint"), text: " which is entered in the audit")
      }
    }
    return HTML(.section) {
      HTML(.h2, text: "Text")
      if text.isEmpty {
        HTML(.p, text: "The ledger does not have it any more: texts go once they are sent.")
      } else {
        HTML(.pre, .class("text")) { HTML(.bdi, text: text) }
      }
    }
  }

  private func acts(_ job: JobSnapshot) -> HTML? {
    guard visit.mayAct, job.message != nil else { return nil }
    let actions = MatchedAction.allCases.filter { action in
      switch action {
      case .retry: action.states.contains(job.state) && job.retriedAs == nil
      // All deferred ones of a spool are flushed together.
      case .flush: false
      case .cancel, .hold, .release: action.states.contains(job.state)
      }
    }
    return HTML(.div, .class("buttons")) {
      for action in actions { visit.act(action.verb, action, .job(job.name)) }
      if let phone = job.message?.to {
        visit.form("history") {
          visit.hidden("number", phone.digits)
          visit.button("History of the number")
        }
      }
    }
  }
}

// MARK: Files

extension MessagePage {
  /// The file of a request that is no job; nil if there is none.
  static func file(_ id: String, in spool: String, _ visit: PageVisit) -> RequestFile? {
    guard RequestID.isValid(id), let layout = visit.configuration.layouts[spool] else { return nil }
    return try? RequestSearch(for: id, in: layout).find()
  }

  private func file(_ facts: WaitFacts) throws(CommandFailure) -> PageContent {
    guard let file = Self.file(segment, in: spool, visit) else {
      throw CommandFailure(
        .noSuchID,
        "spool \(visit.shown(spool)) has no job \(visit.shown(segment)), and no file of it",
        hint: """
          Check the id and the spool; the ledger forgets jobs after retention.ledger_days, and \
          rejected files go after retention.rejected_days.
          """
      )
    }
    let view = RequestFileView(
      id: segment,
      spool: spool,
      file: file,
      reason: file.result == nil ? facts.reason(fileOf: spool) : nil,
      now: visit.now
    )
    return PageContent(
      visit.shown(segment),
      heading: visit.text(segment),
      in: .find,
      isLive: visit.mayAct
    ) {
      for line in view.lines(for: visit.context.console) {
        HTML(.p) { visit.text(line) }
      }
    }
  }
}

// MARK: Looking up

extension PageVisit {
  /// The job that an address names; nil if the ledger has none.
  ///
  /// - Throws: `CommandFailure` if the ledger cannot be read.
  func job(_ spool: String, _ segment: String) throws(CommandFailure) -> JobDetails? {
    let ledger = try ledger()
    return try read { () throws(LedgerError) in
      guard let number = JobSegment.number(segment) else {
        return try ledger.show(JobName(spool: spool, id: segment))
      }
      for subject in [JobFilter.Subject.any, .batches] {
        var filter = JobFilter()
        filter.subject = subject
        let next = JobNumber(number.value + 1)
        let job = try ledger.page(of: filter, before: next, limit: 1).jobs.first
        if let job, job.number == number, job.name.spool == spool {
          return try ledger.show(job.name)
        }
      }
      return nil
    }
  }
}
