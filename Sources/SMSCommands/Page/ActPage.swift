internal import SMSCore
internal import SMSDaemon
internal import SMSJSON
internal import SMSPage
internal import SMSProducer
internal import SMSSystem

/// An act: what it would change, a form that confirms it, and the daemon's work on it.
///
/// The count, the newest jobs and the bounds of what is changed are those of the commands
/// (`MatchedChange`).
struct ActPage {
  /// How long the page waits for the daemon to finish, in seconds; then it says how far it is.
  private static let patience: Int64 = 5

  private let visit: PageVisit
  private let action: MatchedAction
  private let target: PageTarget

  /// - Throws: `CommandFailure`: 77 for a session that only reads, 64 for a form that is not ours.
  init(_ visit: PageVisit) throws(CommandFailure) {
    guard visit.mayAct else {
      throw CommandFailure(
        .noPermission,
        "this session may read, but not act",
        hint: "For one that may: \(ProgramName.value) console --act"
      )
    }
    guard let action = MatchedAction(rawValue: visit.field("action")),
      let target = PageTarget(visit)
    else {
      throw CommandFailure(.usage, "the form does not say what to do, and with what")
    }
    self.visit = visit
    self.action = action
    self.target = target
  }

  // MARK: Asking

  /// What would be changed, and the form that confirms it.
  ///
  /// - Throws: `CommandFailure` if there is no such thing, or the ledger cannot be read.
  func content() throws(CommandFailure) -> PageContent {
    switch target {
    case .job(let name): try job(name)
    case .batch(let name): try batch(name)
    case .scope(let scope): try self.scope(scope)
    case .matching: try matching()
    }
  }

  private var title: String { "\(action.verb) \(target.words)?" }

  private func page(
    _ title: String,
    doing words: String? = nil,
    isPossible: Bool = true,
    further: [(name: String, value: String)] = [],
    @HTMLBuilder _ facts: () -> HTML
  ) -> PageContent {
    let facts = facts()
    return PageContent(visit.shown(title), in: nil) {
      facts
      HTML(.div, .class("buttons")) {
        if isPossible {
          visit.form("do") {
            visit.hidden("action", action.rawValue)
            for (name, value) in target.fields + further { visit.hidden(name, value) }
            visit.button(visit.shown(words ?? "\(action.verb) \(target.words)"), "danger")
          }
        }
        HTML(.a, .href(visit.address([""])), text: isPossible ? "Do nothing" : "Overview")
      }
    }
  }

  private func job(_ name: JobName) throws(CommandFailure) -> PageContent {
    guard let job = try visit.job(name.spool, name.id)?.snapshot else {
      throw CommandFailure(.noSuchID, "spool \(name.spool) has no job \(name.id)")
    }
    return page(title) { visit.jobs("What it is now", [job]) }
  }

  private func batch(_ name: JobName) throws(CommandFailure) -> PageContent {
    guard let job = try visit.job(name.spool, name.id)?.snapshot, let batch = BatchView(job) else {
      throw CommandFailure(.noSuchID, "spool \(name.spool) has no batch \(name.id)")
    }
    return page(title) {
      HTML(.p, .class("lead")) { "\(batch.facts.status.rawValue): \(batch.sentence)." }
      if action == .cancel {
        HTML(.p, text: "What is under way ends by itself; what was sent stays sent.")
      }
    }
  }

  private func scope(_ scope: HoldScope) throws(CommandFailure) -> PageContent {
    let view = try StatusSource(visit.configuration, visit.context).read()
    let queue = view.queue { lane in
      switch scope {
      case .all: true
      case .spool(let name): lane.spool == name
      case .account(let name): lane.account == name
      case .sender(let sender): lane.spool == sender.spool
      case .job: false
      }
    }
    let count = queue.map { StatusView.grouped($0.jobs) + ($0.isAtLeast ? "+" : "") } ?? "no"
    let warning =
      scope == .all && action == .release
      ? CommandFailure(releasingAllOf: try visit.ledger()) : nil
    return page(title) {
      if let warning { visit.alert(warning.message, hint: warning.hint) }
      HTML(
        .p,
        .class("lead"),
        text: "There \(count == "1" ? "is" : "are") \(count) waiting messages."
      )
      HTML(
        .p,
        text: action == .hold
          ? "They stay queued, and new ones are accepted. The hold outlives a restart."
          : "Each hold is a switch of its own: a message goes on when none of them is on for it."
      )
    }
  }

  private func matching() throws(CommandFailure) -> PageContent {
    let ledger = try visit.ledger()
    let conditions = try FindForm.conditions(visit)
    if let fault = action.fault(of: conditions.fixed) {
      throw CommandFailure(.usage, "status \(fault.rule)", hint: fault.repair)
    }
    let filter = try conditions.filter(visit.configuration, ledger, now: visit.now)
    let found = try visit.read { () throws(LedgerError) in
      try MatchedChange(action, filter, in: ledger)
    }
    guard found.count > 0 else {
      return page("\(action.verb) all that match?", isPossible: false) {
        HTML(.p, .class("lead"), text: "No such jobs; there is nothing to \(action.rawValue).")
      }
    }
    let match = found.request["match"].map { Console.text(of: $0) } ?? ""
    let bound = [("match", match), ("count", "\(found.count)")]
    let words = "\(action.verb) \(found.jobs)"
    return page("\(words)?", doing: words, further: bound) {
      HTML(.p, .class("lead")) {
        "\(found.jobs) \(found.count == 1 ? "matches" : "match"). Those that come later are left "
        "alone, as are those that change before you confirm, where the conditions are about status "
        "or error."
      }
      visit.jobs("The newest of them", found.sample)
      if found.count > found.sample.count {
        HTML(.p, .class("faint")) {
          "and \(StatusView.grouped(found.count - found.sample.count)) older"
        }
      }
    }
  }

  // MARK: Doing

  /// Has the daemon do it, and goes on to a page with what became of it.
  ///
  /// - Throws: `CommandFailure` if no request can be made of the form.
  func carryOut() async throws(CommandFailure) -> PageOutcome {
    let request = try request()
    let id = try visit.context.id(nil)
    var act = PageAct(action, target.words, request: id)
    act.count = Int(visit.field("count"))
    do throws(CommandFailure) {
      let spool = try OperatorSpool(
        visit.configuration,
        visit.context,
        seconds: OperatorSpool.usualSeconds,
        for: action.rawValue
      )
      _ = try await spool.ask(request, id: id, workSeconds: Self.patience)
    } catch let failure where failure.status == .tryAgain {
      // It was taken; the page says how far it is.
    } catch {
      act.failure = error
    }
    return .next(["done", visit.call.kept], result: .object(act.json))
  }

  private func request() throws(CommandFailure) -> JSONObject {
    if let request = target.request(action) { return request }
    guard let match = try? JSONParser.parse(Array(visit.field("match").utf8)).object else {
      throw CommandFailure(.usage, "the form does not say what was counted")
    }
    return MatchedChange.request(action, match)
  }
}

/// An act that was confirmed, as it is kept for the page about it.
struct PageAct {
  let action: MatchedAction
  /// What it is about.
  let words: String
  /// The id of the operator's request.
  let request: String
  /// How many jobs were counted; nil for an act on one thing.
  var count: Int?
  /// Why it was not done; nil if the daemon has the request.
  var failure: CommandFailure?

  init(_ action: MatchedAction, _ words: String, request: String) {
    self.action = action
    self.words = words
    self.request = request
  }

  init?(_ json: JSONObject) {
    guard let action = json["action"]?.string.flatMap(MatchedAction.init),
      let words = json["words"]?.string, let request = json["request"]?.string
    else { return nil }
    self.init(action, words, request: request)
    count = json["count"]?.number?.int64.flatMap { Int(exactly: $0) }
    guard
      let status = json["status"]?.number?.int64.flatMap({ ExitCode(rawValue: Int32(clamping: $0)) }
      )
    else { return }
    failure = CommandFailure(
      status,
      json["message"]?.string ?? "",
      hint: json["hint"]?.string ?? ""
    )
  }

  var json: JSONObject {
    JSONObject(distinct: [
      ("action", .string(action.rawValue)), ("words", .string(words)),
      ("request", .string(request)),
      ("count", count.map { .number(JSONNumber(Int64($0))) }),
      ("status", failure.map { .number(JSONNumber(Int64($0.status.rawValue))) }),
      ("message", failure.map { .string($0.message) }),
      ("hint", failure.map { .string($0.hint) }),
    ])
  }
}
