import SMSCore
import SMSDaemon
import SMSJSON
import TestSupport
import Testing

@testable import SMSCommands

@Suite("The keys of status --watch", .throttled)
struct WatchModelTests {
  private static func watching(_ view: StatusView) -> WatchModel {
    var model = WatchModel()
    model.take(.success(view))
    return model
  }

  /// A model with a row selected that is about something.
  private static func watching(
    _ view: StatusView,
    at section: WatchRow.Section,
    _ subject: WatchRow.Subject
  ) throws -> WatchModel {
    var model = watching(view)
    let wanted = WatchRow(section, subject)
    for _ in 0..<100 where model.selected != wanted { _ = model.take([.down]) }
    try #require(model.selected == wanted)
    return model
  }

  private static func type(_ text: String, _ model: inout WatchModel) -> [WatchModel.Effect] {
    text.flatMap { model.take([.character($0)]) }
  }

  @Test("Up and down, j and k go from row to row, and stop at both ends")
  func selection() {
    var model = Self.watching(.night)
    #expect(model.selected == WatchRow(.causes, .scope(.account("main"))))
    #expect(model.take([.up]) == [])
    #expect(model.selected == WatchRow(.causes, .scope(.account("main"))))
    _ = model.take([.down, .character("j")])
    #expect(model.selected == WatchRow(.causes, .scope(.spool("newsletter"))))
    _ = model.take([.character("k"), .up])
    #expect(model.selected == WatchRow(.causes, .scope(.account("main"))))
    _ = model.take([.end, .down])
    #expect(
      model.selected == WatchRow(.errors, .error(code: "unauthorized", .account("main")))
    )
    _ = model.take([.character("g")])
    #expect(model.selected == WatchRow(.causes, .scope(.account("main"))))
  }

  @Test("A row stays selected wherever it moves, and leaves its place to the next when it goes")
  func changes() throws {
    var view = StatusView.night
    var model = try Self.watching(view, at: .spools, .scope(.spool("newsletter")))
    view.holds = []
    view.accounts[0].slowed = nil
    model.take(.success(view))
    #expect(model.selected == WatchRow(.spools, .scope(.spool("newsletter"))))
    view.spools.removeAll { $0.name == "newsletter" }
    model.take(.success(view))
    #expect(model.selected?.section == .spools)
    #expect(model.selected != WatchRow(.spools, .scope(.spool("newsletter"))))
  }

  @Test(
    "Hold and release ask first, do nothing without a y, and what was asked with one",
    arguments: ["y", "Y", "n", "q", "h", " "]
  )
  func asks(answer: Character) throws {
    var model = try Self.watching(.quiet, at: .accounts, .scope(.account("main")))
    #expect(Self.type("h", &model) == [])
    #expect(model.footer == .question(.hold(.account("main"))))
    let effects = model.take([.character(answer)])
    if answer.lowercased() == "y" {
      #expect(effects == [.perform(.hold(.account("main")))])
      #expect(model.footer == .progress(.hold(.account("main"))))
      // One at a time.
      #expect(Self.type("hy", &model) == [])
      model.performed("Held: account main.")
      #expect(model.footer == .message("Held: account main."))
    } else {
      #expect(effects == [])
      #expect(model.footer == .message("Nothing was changed."))
    }
  }

  @Test("A question is about what it named, even if the rows change before it is answered")
  func steadyQuestion() throws {
    var view = StatusView.night
    var model = try Self.watching(view, at: .causes, .scope(.spool("newsletter")))
    _ = model.take([.character("r")])
    view.holds = []
    model.take(.success(view))
    #expect(model.take([.character("y")]) == [.perform(.release(.spool("newsletter")))])
  }

  @Test("Keys that come together with the one that raises a question do not answer it")
  func typeAhead() throws {
    var model = try Self.watching(.quiet, at: .accounts, .scope(.account("main")))
    #expect(model.take([.character("h"), .character("y"), .character("y")]) == [])
    #expect(model.footer == .question(.hold(.account("main"))))
  }

  @Test("t retries the error of a row, or the last one of an account")
  func retries() throws {
    var model = try Self.watching(
      .night,
      at: .errors,
      .error(code: "unauthorized", .account("main"))
    )
    #expect(Self.type("ty", &model) == [.perform(.retry(.unauthorized))])
    model = try Self.watching(.night, at: .accounts, .scope(.account("bulk")))
    #expect(Self.type("ty", &model) == [.perform(.retry(.tooManyRequests))])
  }

  @Test("What a row does not take is said in one line, and nothing is asked")
  func refusals() throws {
    var view = StatusView.night
    let sender = Sender(spool: "crm", number: try PhoneNumber(value: 12_065_550_101))
    view.holds.append(.init(scope: .sender(sender), since: view.now))
    let cases: [(WatchRow.Section, WatchRow.Subject, String, String)] = [
      (.causes, .scope(.sender(sender)), "h", "A sender cannot be held: select spool crm"),
      (.causes, .scope(.spool("newsletter")), "h", "Spool newsletter is held already."),
      (.accounts, .scope(.account("main")), "r", "goes on when a probe succeeds."),
      (.accounts, .scope(.account("bulk")), "r", "Account bulk has no hold of its own."),
      (.spools, .scope(.spool("crm")), "t", "are retried by error"),
      (.errors, .error(code: "invalid_request", .spool("forms")), "t", "see rejected/"),
      (.errors, .error(code: "unauthorized", .account("main")), "h", "cannot be held"),
      (.errors, .error(code: "unauthorized", .account("main")), "r", "has no hold"),
    ]
    for (section, subject, key, words) in cases {
      var model = try Self.watching(view, at: section, subject)
      #expect(Self.type(key, &model) == [])
      guard case .message(let text) = model.footer else {
        Issue.record("\(subject) takes \(key)")
        continue
      }
      #expect(text.contains(words))
    }
    view.holds = [.init(scope: .all)]
    view.errors = [.init(place: .queue, code: "of_the_future", count: 1, last: view.now)]
    var model = try Self.watching(view, at: .spools, .scope(.spool("crm")))
    _ = Self.type("r", &model)
    #expect(
      model.footer == .message("Spool crm has no hold of its own. Everything is held: select that.")
    )
    model = try Self.watching(view, at: .errors, .error(code: "of_the_future", .queue))
    _ = Self.type("t", &model)
    #expect(model.footer == .message("This version does not know the error of_the_future."))
  }

  @Test("A pause of a sender is released, and everything that is held")
  func releases() throws {
    var view = StatusView.quiet
    let sender = Sender(spool: "crm", number: try PhoneNumber(value: 12_065_550_101))
    view.holds = [.init(scope: .all), .init(scope: .sender(sender))]
    for scope in [HoldScope.all, .sender(sender)] {
      var model = try Self.watching(view, at: .causes, .scope(scope))
      #expect(Self.type("ry", &model) == [.perform(.release(scope))])
    }
  }

  @Test("q quits, ? shows the keys until another key")
  func help() {
    var model = Self.watching(.quiet)
    _ = model.take([.character("?")])
    #expect(model.footer == .help)
    _ = model.take([.down])
    #expect(model.footer == .keys)
    #expect(model.take([.character("q")]) == [.quit])
  }

  @Test("A daemon that cannot be read is said, with the time it was last seen, and comes back")
  func recovers() {
    var model = Self.watching(.quiet)
    model.take(.failure(CommandFailure(.unavailable, "there is no ledger")))
    #expect(model.view == nil && model.failure?.lastSeen == StatusView.sampleNow)
    #expect(model.take([.character("h"), .down]) == [])
    model.take(.success(.quiet))
    #expect(model.view == .quiet && model.failure == nil)
    #expect(model.selected == WatchRow(.spools, .scope(.spool("default"))))
  }

  @Test("The requests are those of the commands")
  func requests() throws {
    let sender = Sender(spool: "crm", number: try PhoneNumber(value: 12_065_550_101))
    let acts: [(WatchAct, [String])] = [
      (.hold(.all), ["kind", "all"]), (.hold(.spool("a")), ["kind", "spool"]),
      (.release(.account("a")), ["kind", "account"]),
      (.release(.sender(sender)), ["kind", "from", "spool"]),
      (.retry(.timeout), ["kind", "error"]),
    ]
    for (act, members) in acts { #expect(act.request.members.map(\.name) == members) }
    #expect(WatchAct.retry(.timeout).request["error"] == "timeout")
    #expect(WatchAct.release(.sender(sender)).request["from"] == "12065550101")
  }
}
