import SMSArguments
import SMSCore
import SMSDaemon
import SMSSystem
import TestSupport
import Testing

@testable import SMSCommands

@Suite("status --check", .throttled)
struct StatusCheckTests {
  private static func check(
    _ view: StatusView,
    _ change: (inout StatusCheck.Limits) -> Void = { _ in }
  ) -> StatusCheck {
    var limits = StatusCheck.Limits()
    change(&limits)
    return StatusCheck(view, limits)
  }

  private static let data = "waiting=0;;;0 oldest=0s;300;;0 doubts=0;10;;0 held=0;;;0 files=0;;;0"

  @Test("It is OK where all is well, or only notices are to be had")
  func ok() {
    var view = StatusView.quiet
    #expect(Self.check(view).status == .done)
    #expect(Self.check(view).line == "SMSDISPATCH OK - nothing waits | \(Self.data)")
    view.daemon.reloadRefusedAt = view.now
    view.accounts[0].slowed = .init(since: view.now, factor: 8)
    #expect(Self.check(view).status == .done)
  }

  @Test("What pauses or holds is a warning, and what stops everything is critical")
  func weights() {
    var view = StatusView.quiet
    view.holds = [.init(scope: .spool("default"), since: StatusView.ago(60), user: "anna")]
    #expect(
      Self.check(view).line
        == "SMSDISPATCH WARNING - spool default held for 1 min, by anna | \(Self.data)"
    )
    #expect(Self.check(view).status == .endedOtherwise)
    #expect(Self.check(view) { $0.ignored = ["held"] }.status == .done)
    #expect(Self.check(view) { $0.critical = ["held"] }.status == .critical)

    view.daemon.presence = .stopped
    let down = Self.check(view) { $0.ignored = Set(StatusCheck.Limits.states) }
    #expect(down.status == .critical)
    #expect(down.line == "SMSDISPATCH CRITICAL - daemon down: stopped | \(Self.data)")
    #expect(Self.check(.night).status == .critical)
  }

  @Test("An intake that is paused is critical, even where pauses of accounts are ignored")
  func intake() {
    let check = Self.check(.night) { $0.ignored = ["paused", "held"] }
    #expect(check.status == .critical)
    #expect(check.line.contains("intake of alerts, billing, crm and 5 more paused for 5 min"))
    #expect(!check.line.contains("account main"))
  }

  @Test("The age of the first due message and the doubts have limits")
  func limits() {
    var view = StatusView.quiet
    view.spools[0].jobs = [.queued: 12, .inDoubt: 11]
    view.waiting = [
      StatusView.lane("default", "main", jobs: 5, oldest: 900, due: -60),
      StatusView.lane("default", "main", .bulk, jobs: 7, oldest: 320),
    ]
    #expect(
      Self.check(view).line == """
        SMSDISPATCH WARNING - the first message has been due for 5 min; 11 messages in doubt | \
        waiting=12;;;0 oldest=320s;300;;0 doubts=11;10;;0 held=0;;;0 files=0;;;0
        """
    )
    let off = Self.check(view) {
      $0.warnOldest = nil
      $0.warnDoubts = nil
    }
    #expect(off.line.hasPrefix("SMSDISPATCH OK - 12 messages waiting | "))
    let critical = Self.check(view) {
      $0.criticalOldest = Interval(seconds: 319)
      $0.criticalDoubts = 11
    }
    #expect(critical.status == .critical)
    #expect(critical.line.contains("oldest=320s;300;319;0 doubts=11;10;11;0"))
    view.waiting = [StatusView.lane("default", "main", jobs: 5, oldest: 300)]
    #expect(!Self.check(view).line.contains("due for"))
  }

  @Test("It is one line, whatever a reason contains, and lists four causes at most")
  func oneLine() {
    var view = StatusView.quiet
    view.accounts = (1...6).map { StatusView.account("a\($0)", 5) }
    for index in view.accounts.indices {
      view.accounts[index].state = "paused"
      view.accounts[index].code = "a\nb | c"
    }
    let line = Self.check(view).line
    #expect(!line.contains("\n") && line.split(separator: "|").count == 2)
    #expect(line.contains("a4 paused") && line.contains("and 2 more") && !line.contains("a5"))
  }

  @Test("Without rights it is UNKNOWN with the repair; a ledger that cannot be read is CRITICAL")
  func failures() {
    let denied = StatusCheck(CommandFailure(.noPermission, "closed", hint: "Run it as root."))
    #expect(denied.status == .unknown)
    #expect(denied.line == "SMSDISPATCH UNKNOWN - closed. Run it as root.")
    #expect(StatusCheck(CommandFailure(.configuration, "a\nb")).line.hasSuffix(" - a b"))
    #expect(StatusCheck(CommandFailure(.internalError, "damaged")).status == .critical)
    #expect(StatusCheck(CommandFailure(.unavailable, "no ledger")).status == .critical)
  }

  @Test("Limits are checked, and need --check")
  func arguments() async throws {
    let fixture = try CommandFixture()
    let wrong = [
      ["--warn-oldest", "5m"], ["--check", "--warn-oldest", "2026-11-23"],
      ["--check", "--warn-doubts", "-1"], ["--check", "--ignore", "holds"],
      ["--check", "--json"], ["--check", "--full"],
    ]
    for words in wrong {
      let run = await fixture.run(["status"] + words + ["--config", fixture.configuration])
      #expect(run.exit == .usage, "\(words)")
    }
  }

  @Test("The exit statuses are those of plugins, with a daemon and without")
  func live() async throws {
    try await LiveFixture.run { live in
      let ok = await live.run("status", "--check")
      #expect(ok.exit == .done && ok.lines.count == 1, "\(ok.output)")
      #expect(await live.run("hold", "--all").exit == .done)
      let held = await live.run("status", "--check")
      #expect(held.exit.rawValue == 1 && held.output.contains("WARNING - everything held"))
      let ignored = await live.run("status", "--check", "--ignore", "held,paused")
      #expect(ignored.exit == .done)
    }
    let fixture = try CommandFixture()
    let none = await fixture.run("status", "--check")
    #expect(none.exit.rawValue == 2 && none.output.hasPrefix("SMSDISPATCH CRITICAL - "))
    let lost = await fixture.run(["status", "--check", "--config", "/nowhere/config.json5"])
    #expect(lost.exit.rawValue == 3 && lost.output.hasPrefix("SMSDISPATCH UNKNOWN - "))
    #expect(lost.lines.count == 1)
  }

  @Test("What the command line names comes before the configuration, and the rest is as configured")
  func configured() async throws {
    var configured = StatusCheck.Limits()
    configured.warnOldest = Interval(seconds: 60)
    configured.criticalDoubts = 3
    configured.ignored = ["held"]
    func limits(_ words: String...) throws -> StatusCheck.Limits {
      let arguments = try ArgumentParser.parse(words[...], for: StatusCommand.specification)
      return try CheckArguments(arguments).limits(over: configured)
    }
    #expect(try limits("--check") == configured)
    let given = try limits(
      "--check",
      "--warn-oldest",
      "off",
      "--warn-doubts",
      "7",
      "--ignore",
      "trial"
    )
    #expect(given.warnOldest == nil && given.warnDoubts == 7)
    #expect(given.criticalDoubts == 3 && given.ignored == ["trial"])

    let fixture = try CommandFixture(members: #"monitoring: { ignore: ["held"] }"#)
    let run = await fixture.run("status", "--check")
    #expect(run.exit == .critical && run.output.hasPrefix("SMSDISPATCH CRITICAL - "))
  }
}
