internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSPage

/// What `status` shows, with the last hour drawn.
struct OverviewPage {
  /// So many messages are counted by their ages here; more have a page of their own.
  private static let mostAged = 50_000
  private static let mostErrors = 6

  private let visit: PageVisit
  private let view: StatusView
  private let ages: Table?
  private let examples: [String: JobSnapshot]

  /// - Throws: `CommandFailure` if the ledger cannot be read.
  init(_ visit: PageVisit) throws(CommandFailure) {
    self.visit = visit
    let ledger = try visit.ledger()
    let view = try StatusSource(visit.configuration, visit.context).read()
    self.view = view
    examples = try visit.examples(of: view.errors, in: ledger)
    let states: [JobState] = [.queued, .deferred, .held, .attempting, .inDoubt]
    let open = states.reduce(0) { $0 + view.jobs($1) }
    ages =
      open > Self.mostAged
      ? nil
      : try visit.read { () throws(LedgerError) in
        try AgeTable(ledger, by: .account, at: visit.now).table
      }
  }

  func content() -> PageContent {
    PageContent("Overview", in: .overview, isLive: true) {
      head
      causes
      charts
      spools
      accounts
      visit.table("Batches that run", StatusTables(view).batches)
      waiting
      ErrorList(view, examples).html(visit, most: Self.mostErrors)
      senders
      disks
      everything
    }
  }

  // MARK: The head

  @HTMLBuilder private var head: HTML {
    HTML(.div, .class("head")) {
      // Wide enough for any line.
      for line in StatusScreen(view, width: 10_000).head { HTML(.p) { visit.html(line) } }
    }
    if !view.refusedPrefixes.isEmpty {
      HTML(.p) {
        "No codes are sent to "
        view.refusedPrefixes
          .map { "\($0.prefix) (until \(Stamp.short($0.until)))" }.joined(separator: ", ")
        "."
      }
    }
  }

  // MARK: What is wrong

  @HTMLBuilder private var causes: HTML {
    if !view.causes.isEmpty {
      HTML(.section, .class("causes"), .init(.ariaLabel, "What is wrong")) {
        HTML(.h2, text: "What is wrong")
        HTML(.ul) {
          for cause in view.causes { item(cause) }
        }
      }
    }
  }

  private func item(_ cause: StatusCause) -> HTML {
    let key = "\(cause.word) \(cause.subject)"
    return HTML(.li, .class("cause is-\(cause.weight.name)"), .init(.dataKey, visit.shown(key))) {
      HTML(.p) {
        visit.html(StyledText(cause.word, cause.style))
        " "
        visit.text(cause.sentence(at: view.now))
      }
      if !cause.hint.isEmpty { HTML(.p, .class("faint")) { visit.text(cause.hint) } }
      if let command = cause.command { HTML(.p) { HTML(.code) { visit.text(command) } } }
      if let scope = cause.scope, view.holds.contains(where: { $0.scope == scope }) {
        visit.act("Release", .release, .scope(scope))
      }
    }
  }

  // MARK: The last hour

  @HTMLBuilder private var charts: HTML {
    let charts = RateCharts(visit.call.points, until: view.now)
    if !charts.isEmpty {
      HTML(.section, .class("charts"), .init(.ariaLabel, "The last hour")) {
        HTML(.h2, text: "The last hour")
        HTML(.div, .class("columns")) {
          charts.rates
          charts.latencies
        }
      }
    }
    visit.table("Messages a second", StatusTables(view).rates) ?? HTML()
  }

  // MARK: Spools and accounts

  private var spools: HTML {
    let tables = StatusTables(view, mostIdle: visit.mayAct ? .max : 3)
    let rows = tables.spoolRows
    return visit.table("Spools", tables.spools, adding: actColumn) { index in
      guard visit.mayAct, let spool = rows[index].first else { return [] }
      return [cell(.spool(spool.name), spool.isConfigured)]
    } ?? HTML(.p, text: "There are no spools.")
  }

  private var accounts: HTML {
    visit.table("Accounts", StatusTables(view).accounts, adding: actColumn) { index in
      guard visit.mayAct else { return [] }
      let account = view.accounts[index]
      return [cell(.account(account.name), account.rate != nil)]
    } ?? HTML(.p, text: "There are no accounts.")
  }

  private var actColumn: [String] { visit.mayAct ? ["Act"] : [] }

  /// The button of a row; what left the configuration can only be released.
  private func cell(_ scope: HoldScope, _ isConfigured: Bool) -> HTML {
    let isHeld = view.holds.contains { $0.scope == scope }
    guard isConfigured || isHeld else { return PageVisit.dash }
    return visit.holdOrRelease(scope, isHeld: isHeld) ?? PageVisit.dash
  }

  // MARK: What waits

  @HTMLBuilder private var waiting: HTML {
    visit.table("What waits, by priority", priorities)
    visit.table("Lanes, what is due longest first", StatusTables(view).lanes)
    if let ages {
      visit.table("How long messages have been waiting", ages)
    } else {
      HTML(.p) {
        "More than \(StatusView.grouped(Self.mostAged)) messages have not ended: "
        HTML(.a, .href(visit.address(["ages"])), text: "count them by their ages")
        "."
      }
    }
  }

  private var priorities: FittedTable {
    var table = FittedTable([
      .init("PRIORITY"), .init("WAITING", .right), .init("OLDEST", .right),
    ])
    for priority in Priority.allCases {
      guard let queue = view.queue(where: { $0.priority == priority }) else { continue }
      table.append([
        StyledText(priority.name),
        StyledText(StatusView.grouped(queue.jobs) + (queue.isAtLeast ? "+" : "")),
        StyledText(Span.coarse(max(Interval(seconds: 0), view.now.since(queue.oldest)))),
      ])
    }
    return table
  }

  // MARK: Senders and disks

  private var senders: HTML? {
    var table = FittedTable([
      .init("SENDER"), .init("SPOOL"), .init("RECIPIENTS", .right),
    ])
    for spool in view.spools {
      for load in spool.senders {
        table.append([
          StyledText(load.sender.digits), StyledText(spool.name),
          StyledText(StatusView.grouped(load.recipients)),
        ])
      }
    }
    return visit.table("Numbers of pools", table)
  }

  private var disks: HTML? {
    var table = FittedTable([
      .init("DISK"), .init("FREE", .right), .init("INTAKE STOPS BELOW", .right),
    ])
    for disk in view.disks {
      let free = "\(StatusView.grouped(Int(disk.freeBytes >> 20))) MB"
      table.append([
        StyledText(disk.path),
        StyledText(free, disk.isLow ? .bad : disk.isNearlyLow ? .warning : .plain),
        disk.minimum > 0 ? StyledText("\(StatusView.grouped(Int(disk.minimum >> 20))) MB") : nil,
      ])
    }
    return visit.table("Disks", table)
  }

  // MARK: Everything

  private var everything: HTML? {
    guard visit.mayAct else { return nil }
    let isHeld = view.holds.contains { $0.scope == .all }
    return HTML(
      .div,
      .class("buttons"),
      .init(.role, "group"),
      .init(.ariaLabel, "Everything")
    ) {
      HTML(.span, .class("faint"), text: "Everything:")
      visit.act(isHeld ? "Release all" : "Hold all", isHeld ? .release : .hold, .scope(.all))
      visit.act("Flush what is deferred", .flush, .matching([]))
    }
  }
}
