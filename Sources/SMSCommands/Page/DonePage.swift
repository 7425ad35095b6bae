internal import SMSCore
internal import SMSDaemon
internal import SMSJSON
internal import SMSPage
internal import SMSProducer
internal import SMSSpool

/// What became of an act.
struct DonePage {
  private let visit: PageVisit

  init(_ visit: PageVisit) {
    self.visit = visit
  }

  /// - Throws: `CommandFailure` if the ledger cannot be read.
  func content() async throws(CommandFailure) -> PageContent {
    guard let act = visit.call.result?.object.flatMap(PageAct.init) else {
      throw CommandFailure(
        .noSuchID,
        "what was done is not kept any more",
        hint: "The audit has it."
      )
    }
    let name = JobName(spool: Configuration.operatorSpool, id: act.request)
    let ledger = try visit.ledger()
    let job = try visit.read { () throws(LedgerError) in try ledger.show(name)?.snapshot }
    let result =
      if let job {
        PublishedResult(ResultDocument.of(job, provider: Composition.provider.name))
      } else {
        try await refusal(of: act)
      }
    let isOver = act.failure != nil || result?.isFinal == true
    return PageContent(title(act, result), in: nil, isLive: !isOver) {
      outcome(act, result)
      HTML(.div, .class("buttons")) {
        if let job { visit.link(to: job, words: "The request") }
        HTML(.a, .href(visit.address([""])), text: "Overview")
        HTML(.a, .href(visit.address(["audit"])), text: "Audit")
      }
    }
  }

  /// The answer to a request that the daemon did not accept, which is no job; nil if there is none.
  private func refusal(of act: PageAct) async throws(CommandFailure) -> PublishedResult? {
    guard act.failure == nil else { return nil }
    let spool = try OperatorSpool(
      visit.configuration,
      visit.context,
      seconds: OperatorSpool.usualSeconds,
      for: act.action.rawValue
    )
    return try await spool.result(of: act.request)
  }

  private func title(_ act: PageAct, _ result: PublishedResult?) -> String {
    if act.failure != nil { return "Not done" }
    guard let result, result.isFinal else { return "The daemon is at work" }
    return result.isGood ? "Done" : "Not done"
  }

  @HTMLBuilder private func outcome(_ act: PageAct, _ result: PublishedResult?) -> HTML {
    if let failure = act.failure {
      visit.alert(failure.message, hint: failure.hint)
    } else if let result, result.isFinal {
      if result.isGood {
        HTML(.p, .class("lead")) { visit.text(sentence(act, result)) }
      } else {
        let failure = CommandFailure(result)
        visit.alert(failure.message, hint: failure.hint)
      }
    } else {
      HTML(.p, .class("lead")) { visit.text(progress(act, result)) }
      HTML(
        .p,
        .class("faint"),
        text: "It goes on whether this page is open or not; messages under way are awaited."
      )
    }
  }

  private func sentence(_ act: PageAct, _ result: PublishedResult) -> String {
    if let count = act.count { return "\(MatchedChange.sentence(act.action, result, of: count))." }
    if let affected = result.number("affected") {
      return "\(Quantity.of(affected, "job")) \(act.action.done)."
    }
    let done = act.action.done
    return "\(done.prefix(1).uppercased() + done.dropFirst()): \(act.words)."
  }

  private func progress(_ act: PageAct, _ result: PublishedResult?) -> String {
    let whole = act.count.map { " of \(StatusView.grouped($0))" } ?? ""
    guard let done = result?.number("affected") else {
      return
        "\(act.action.verb) \(act.words): the daemon has the request, and has not finished it yet."
    }
    return "\(StatusView.grouped(Int(done)))\(whole) \(act.action.done) so far."
  }
}
