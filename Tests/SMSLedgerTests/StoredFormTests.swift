import SMSCore
import Testing

@testable import SMSLedger

@Suite struct StoredFormTests {
  static let job = JobName(spool: "default", id: "order-7")
  static let commands: [Command] = [
    .cancel(job), .retry(job), .hold(.all), .hold(.spool("bulk")), .hold(.account("main")),
    .hold(.job(job)), .release(.all), .release(.spool("bulk")), .release(.account("main")),
    .release(.job(job)), .lookup(job), .optOut(Fixtures.phone(142), sender: nil),
    .optOut(Fixtures.phone(142), sender: Fixtures.phone(101)),
    .optIn(Fixtures.phone(142), sender: nil),
    .optIn(Fixtures.phone(142), sender: Fixtures.phone(101)), .importOptOuts(file: ".attached-1"),
    .erase(Fixtures.phone(142)), .callbacks(.set, account: "main"),
    .callbacks(.token, account: nil),
    .numbers(.release, Fixtures.phone(101), account: "the main one"),
    .update(job, MessageUpdate(notBefore: Fixtures.at(5))),
    .update(job, MessageUpdate(end: .at(Fixtures.far), priority: .urgent)),
    .update(
      job,
      MessageUpdate(
        notBefore: Fixtures.at(5),
        end: .after(Interval(milliseconds: 1_500), since: Fixtures.at(7)),
        priority: .bulk,
        text: .kept
      )
    ),
  ]

  @Test("a command comes back as it was stored", arguments: commands)
  func command(_ command: Command) {
    #expect(CommandAction(command).command == command)
  }

  @Test("a command on what matches comes back as it was stored", arguments: MatchedAction.allCases)
  func matches(_ action: MatchedAction) {
    var filter = JobFilter(states: [.deferred], errors: [.timeout], spools: ["bulk", "shop"])
    filter.metadata = [MetadataMatch(key: "a=b", value: "c d")]
    filter.through = JobNumber(7)
    for command in [Command.act(action, filter), .act(action, .all)] {
      #expect(CommandAction(command).command == command)
    }
  }

  @Test("what earlier versions stored for many jobs is understood")
  func earlier() {
    let retry = CommandAction(word: "retry-all", spool: "bulk", target: "forbidden")
    let filter = JobFilter(errors: [.forbidden], spools: ["bulk"])
    #expect(retry.command == .act(.retry, filter))
    let flush = CommandAction(word: "flush", spool: "bulk")
    #expect(flush.command == .act(.flush, JobFilter(spools: ["bulk"])))
    #expect(CommandAction(word: "flush").command == .act(.flush, .all))
  }

  @Test("a form that no version wrote is not a command")
  func badCommand() {
    for word in [
      "", "hold", "hold-", "release-everything", "cancel", "retry-all", "lookup", "optin", "import",
      "cancel-match", "lookup-match", "-match", "callbacks-", "callbacks-show", "update",
    ] {
      #expect(CommandAction(word: word).command == nil)
    }
  }

  @Test("a form of an update that no version wrote is not a command")
  func badUpdate() {
    for target in [
      "a", "a not_before=soon", "a ttl_seconds=5", "a priority=low", "a body=x", "a text", "",
      "a priority=high extra=1",
    ] {
      let action = CommandAction(word: "update", spool: "default", target: target)
      #expect(action.command == nil, "\(target)")
    }
    #expect(CommandAction(word: "update", target: "a body").command == nil)
  }

  @Test("a switch comes back as it was stored; a hold of one job is not a switch")
  func holds() {
    for scope in [HoldScope.all, .spool("a"), .account("b")] {
      #expect(HoldRow(scope)?.hold == scope)
    }
    #expect(HoldRow(.job(Self.job)) == nil)
  }

  @Test(
    "retries are counted on from the id they have",
    arguments: [
      ("order-7", "order-7.retry-1"),
      ("order-7.retry-1", "order-7.retry-2"),
      ("order-7.retry-9", "order-7.retry-10"),
      ("order.retry-", "order.retry-.retry-1"),
      ("7", "7.retry-1"),
      ("a.retry-1234567890", "a.retry-1234567890.retry-1"),
    ]
  )
  func retryNames(_ id: String, _ next: String) {
    var name = RetryName(of: id)
    #expect(name.current == id)
    #expect(name.next() == next)
    #expect(name.current == next)
  }
}
