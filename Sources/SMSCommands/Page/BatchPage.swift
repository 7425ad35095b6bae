internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSPage

/// One batch: how far it is, and what its messages ended with.
struct BatchPage {
  private let visit: PageVisit
  private let spool: String
  private let segment: String

  init(_ visit: PageVisit, _ spool: String, _ segment: String) {
    self.visit = visit
    self.spool = spool
    self.segment = segment
  }

  /// - Throws: `CommandFailure`: 66 if there is no such batch.
  func content() throws(CommandFailure) -> PageContent {
    guard let job = try visit.job(spool, segment)?.snapshot, let found = BatchView(job) else {
      throw CommandFailure(
        .noSuchID,
        "spool \(visit.shown(spool)) has no batch \(visit.shown(segment))",
        hint: "One that still waits in incoming/, or was rejected, is not in the ledger yet."
      )
    }
    let ledger = try visit.ledger()
    let batch = try found.detailed(ledger, visit.configuration, visit.context)
    return PageContent(
      visit.shown(job.name.id),
      heading: visit.text(job.name.id) + HTML(text: " ")
        + visit.badge(batch.facts.status.rawValue),
      in: .batches,
      isLive: !batch.facts.status.isFinal
    ) {
      HTML(.p, .class("lead"), text: "\(batch.sentence).")
      progress(batch)
      if let error = job.error {
        visit.alert("\(error.code.rawValue): \(error.message)", hint: error.hint)
      }
      acts(batch)
      visit.definitions(
        [("spool", visit.text(job.name.spool))]
          + batch.details(now: visit.now).map {
            (String($0.term.dropLast()), visit.text($0.meaning))
          }
      )
      errors(batch)
    }
  }

  private func progress(_ batch: BatchView) -> HTML {
    let percent = Int(batch.progress * 100)
    return HTML(
      .progress,
      .init(.max, "100"),
      .init(.value, "\(percent)"),
      .init(.ariaLabel, "Messages that have ended")
    ) { "\(percent) %" }
  }

  private func acts(_ batch: BatchView) -> HTML {
    let name = batch.job.name
    let isHeld = batch.facts.status == .held
    return HTML(.div, .class("buttons")) {
      if !batch.facts.status.isFinal {
        visit.act(isHeld ? "Release" : "Hold", isHeld ? .release : .hold, .batch(name))
        visit.act("Cancel what is left", .cancel, .batch(name))
      }
      if visit.disclosure.shown(name.id) == name.id {
        visit.search("List its messages", [("batch", name.id), ("spool", name.spool)])
      }
    }
  }

  private func errors(_ batch: BatchView) -> HTML? {
    guard !batch.errors.isEmpty else { return nil }
    var table = PageTable(
      "Errors, the most frequent first",
      [
        .init("Error"), .init("Messages", isNumber: true), .init("Example"),
        .init("What to do", isLong: true),
      ]
    )
    for (code, count) in batch.errors {
      let example = batch.examples[code]
      table.append([
        HTML(text: code.rawValue), visit.count(count),
        example.map { visit.link("job", batch.job.name.spool, $0.id) } ?? PageVisit.dash,
        example.map { visit.hint($0.error) } ?? PageVisit.dash,
      ])
    }
    return table.html
  }
}

extension PageVisit {
  /// What to do about an error; without words of the provider for readers, as these may repeat a text.
  func hint(_ error: JobError) -> HTML {
    guard !mayAct, let detail = error.providerDetail, !detail.isEmpty else {
      return text(error.hint)
    }
    return text(error.hint.replacing(detail, with: "(not shown)"))
  }
}
