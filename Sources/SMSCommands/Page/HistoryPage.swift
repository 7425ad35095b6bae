internal import SMSCore
internal import SMSDaemon
internal import SMSPage

/// Everything to and from one phone, the newest first.
struct HistoryPage {
  private let visit: PageVisit

  init(_ visit: PageVisit) {
    self.visit = visit
  }

  /// Goes on to the history of the number in the form.
  ///
  /// - Throws: `CommandFailure` if it cannot be shown.
  func found() throws(CommandFailure) -> PageOutcome {
    do throws(CommandFailure) {
      _ = try phone()
      return .next(["history", visit.call.kept])
    } catch let failure where failure.status == .usage {
      return .page(FindPage(visit).content(failure))
    }
  }

  private func phone() throws(CommandFailure) -> PhoneNumber {
    do throws(PhoneNumberError) {
      return try PhoneNumber(parsing: visit.field("number"))
    } catch {
      throw CommandFailure(.usage, "number \(error.rule)", hint: "Write it like 12065550142.")
    }
  }

  /// - Throws: `CommandFailure` if the ledger cannot be read.
  func content() throws(CommandFailure) -> PageContent {
    let phone = try phone()
    let ledger = try visit.ledger()
    let trace = LedgerPlace(visit.configuration).trace(of: phone)
    let events = try visit.read { () throws(LedgerError) in
      try HistoryEvent.all(of: trace, in: ledger, limit: PageVisit.mostRows)
    }
    var table = PageTable(
      "To and from it, the newest first",
      [
        .init("Time (UTC)"), .init("What"), .init("Id"), .init("Details"), .init("Spool", rank: 1),
      ]
    )
    for event in events.reversed() {
      // Time, what, spool, id, details.
      let cells = HistoryView.row(event)
      table.append([
        visit.time(event.time), HTML(text: cells[1]),
        event.job.map { visit.link(to: $0) } ?? visit.text(cells[3]), visit.text(cells[4]),
        visit.text(cells[2]),
      ])
    }
    return PageContent(
      "History",
      heading: HTML(text: "History of ") + visit.text(phone.digits),
      in: .find
    ) {
      if table.isEmpty {
        HTML(.p, text: "The ledger has nothing to or from it.")
      } else {
        table.html
      }
      if events.count == PageVisit.mostRows {
        HTML(.p, .class("faint")) {
          "These are the newest \(PageVisit.mostRows); '\(ProgramName.value) history' shows more."
        }
      }
    }
  }
}
