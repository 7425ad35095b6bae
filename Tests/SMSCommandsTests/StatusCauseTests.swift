import SMSCore
import SMSDaemon
import SMSSpool
import TestSupport
import Testing

@testable import SMSCommands

@Suite("The causes that status shows", .throttled)
struct StatusCauseTests {
  /// A situation, and the only line that is about it.
  struct Row: CustomTestStringConvertible {
    let name: String
    var presence = DaemonLook.Presence.running(pid: 4711)
    let weight: StatusCause.Weight
    let line: String
    var command: String?
    var change: @Sendable (inout StatusView) -> Void = { _ in }

    var testDescription: String { name }
  }

  @Test(
    "Each cause is one line, with the command to use next",
    arguments: daemons + queues + places
  )
  func cause(row: Row) {
    var view = StatusView.at(row.presence)
    view.spools = StatusView.quiet.spools
    view.accounts = StatusView.quiet.accounts
    row.change(&view)
    let causes = view.causes
    #expect(causes.map(\.weight) == [row.weight])
    let lines = causes.map { "\($0.word): \($0.sentence(at: view.now))" }
    #expect(lines == [row.line])
    #expect(causes.map(\.command) == [row.command])
  }

  private static let doctor = "smsdispatch doctor"

  static let daemons = [
    Row(
      name: "stopped",
      presence: .gone(pid: 7),
      weight: .critical,
      line: "down: daemon: not running: process 7 is gone without having stopped; "
        + "nothing is accepted or sent",
      command: "systemctl start smsdispatch"
    ),
    Row(
      name: "suspended",
      presence: .suspended(pid: 7),
      weight: .critical,
      line: "suspended: daemon: SIGSTOP; it does nothing until it is continued",
      command: "kill -CONT 7"
    ),
    Row(
      name: "starting",
      presence: .starting(pid: 7),
      weight: .warning,
      line: "starting: daemon for 2 h 5 min; it takes no requests yet"
    ),
    Row(
      name: "draining",
      presence: .draining(pid: 7),
      weight: .warning,
      line: "stopping: daemon; no new sends, answers are awaited"
    ),
    Row(
      name: "ledger failing, with intakes that wait for it",
      weight: .critical,
      line: "failing: ledger for 1 min: commit: the disk is full; nothing is sent or accepted",
      command: doctor
    ) { view in
      view.daemon.ledgerFailure = .init(
        since: StatusView.ago(90),
        error: "commit: the disk is full",
        hint: "Free space."
      )
      view.spools[0].intake = StatusView.intake("paused", code: "ledger", reason: "a")
    },
    Row(
      name: "ledger displaced",
      weight: .critical,
      line: "displaced: ledger for 1 min: it was replaced; nothing new is sent or accepted"
    ) { view in
      view.ledgerTrouble = .init(
        state: "displaced",
        since: StatusView.ago(60),
        reason: "it was replaced",
        hint: ""
      )
    },
    Row(
      name: "restored",
      weight: .warning,
      line: "restored: ledger for 5 min: from a backup made 2 h ago; "
        + "everything is held, and requests wait in incoming/",
      command: "smsdispatch reconcile"
    ) { view in
      view.restoration = Restoration(
        backupAt: StatusView.ago(7_200),
        restoredAt: StatusView.ago(300),
        host: "host"
      )
      view.holds = [.init(scope: .all, since: StatusView.ago(300))]
      view.spools[0].intake = StatusView.intake("paused", code: "restored", reason: "a")
    },
    Row(
      name: "reload refused",
      weight: .notice,
      line: "refused: last reload for 1 min: the daemon goes on with what it had",
      command: "smsdispatch config check"
    ) { $0.daemon.reloadRefusedAt = StatusView.ago(60) },
  ]

  static let queues = [
    Row(
      name: "account paused",
      weight: .warning,
      line: "paused: account main for 2 h: unauthorized; 10,000 or more wait, "
        + "the oldest for 3 h; probed again in 12 s",
      command: doctor
    ) { view in
      view.accounts[0].state = "paused"
      view.accounts[0].since = StatusView.ago(7_200)
      view.accounts[0].code = "unauthorized"
      view.accounts[0].nextProbeAt = StatusView.ago(-12)
      view.waiting = [StatusView.lane("default", "main", jobs: 10_000, oldest: 10_800)]
    },
    Row(
      name: "account on trial",
      weight: .warning,
      line: "trial: account main for 2 h 5 min; the keys were accepted, and one message goes first",
      command: doctor
    ) { $0.accounts[0].state = "trial" },
    Row(
      name: "breaker open",
      weight: .warning,
      line: "resting: account main for 2 h 5 min: provider_error; 1 waits, the oldest for 1 min; "
        + "ten failures in a row: one message at a time is tried",
      command: "smsdispatch list --status deferred"
    ) { view in
      view.accounts[0].state = "failing"
      view.accounts[0].code = "provider_error"
      view.waiting = [StatusView.lane("default", "main", jobs: 1, oldest: 60)]
    },
    Row(
      name: "account slowed",
      weight: .notice,
      line: "slowed: account main for 1 min: 2.5/s instead of 5/s, too_many_requests; "
        + "7 in the last hour, the last 8 s ago; silent for another 2 s",
      command: "smsdispatch list --error too_many_requests"
    ) { view in
      view.accounts[0].slowed = .init(
        since: StatusView.ago(90),
        factor: 2,
        silentUntil: StatusView.ago(-2)
      )
      view.errors = [
        .init(
          place: .account("main"),
          code: "too_many_requests",
          count: 7,
          last: StatusView.ago(8)
        )
      ]
    },
    Row(
      name: "everything held, by nobody that is known",
      weight: .warning,
      line: "held: everything; 5 wait, the oldest for 10 min",
      command: "smsdispatch release --all"
    ) { view in
      view.holds = [.init(scope: .all)]
      view.waiting = [StatusView.lane("default", "main", jobs: 5, oldest: 600)]
    },
    Row(
      name: "account held",
      weight: .warning,
      line: "held: account main for 1 min, by anna; 5 wait, the oldest for 10 min",
      command: "smsdispatch release --account main"
    ) { view in
      view.holds = [.init(scope: .account("main"), since: StatusView.ago(60), user: "anna")]
      view.waiting = [StatusView.lane("default", "main", jobs: 5, oldest: 600)]
    },
    Row(
      name: "late",
      weight: .notice,
      line: "late: account main: 3,000 wait, the first due 10 min ago; at 5/s they take 10 min",
      command: "smsdispatch list --status queued,deferred"
    ) { $0.waiting = [StatusView.lane("default", "main", jobs: 3_000, oldest: 600)] },
    Row(
      name: "in doubt",
      weight: .warning,
      line:
        "in doubt: 11 messages; they may have been sent, and are looked for in the provider's list",
      command: "smsdispatch list --status in_doubt"
    ) { $0.spools[0].jobs[.inDoubt] = 11 },
  ]

  static let places = [
    Row(
      name: "account in dry-run mode",
      weight: .warning,
      line: "dry_run: account main: NOTHING of it is sent; its messages end suppressed, its codes "
        + "failed",
      command: "smsdispatch list --error dry_run"
    ) { $0.accounts[0].isDryRun = true },
    Row(
      name: "account with a guest list",
      weight: .warning,
      line: "guests: account main: ONLY 2 phones get anything of it; all its other messages end "
        + "suppressed, its codes failed",
      command: "smsdispatch list --error not_allowed_recipient"
    ) { $0.accounts[0].allowedRecipients = 2 },
    Row(
      name: "intake paused",
      weight: .critical,
      line: "paused: intake of default, operator for 5 min: 10 jobs wait; "
        + "1 file waits in incoming/, the oldest for 4 s",
      command: doctor
    ) { view in
      let intake = StatusView.intake("paused", code: "queue_full", reason: "10 jobs wait.")
      view.spools[0].intake = intake
      view.operatorIntake = intake
      view.spools[0].files = WaitingFiles(count: 1, oldest: StatusView.ago(4))
    },
    Row(
      name: "two full disks",
      weight: .critical,
      line: "paused: intake of a, b for 5 min: 1 MiB free on /a, less than 100 MiB, "
        + "and 2 MiB free on /it's, less than 100 MiB",
      command: #"df -h /a '/it'\''s'"#
    ) { view in
      view.spools = ["a", "b"].map { StatusView.spool($0) }
      for index in 0...1 {
        view.spools[index].intake = StatusView.intake(
          "paused",
          code: "low_disk",
          reason: "\(index)"
        )
      }
      view.disks = [("/a", 1), ("/it's", 2), ("/c", 900)].map {
        .init(path: $0, freeBytes: $1 << 20, minimum: 100 << 20)
      }
    },
    Row(
      name: "a disk that is nearly full",
      weight: .notice,
      line: "low: disk of /a: 199 MiB free on /a, the limit is 100 MiB; below that, intake pauses",
      command: "df -h /a"
    ) { $0.disks = [.init(path: "/a", freeBytes: 199 << 20, minimum: 100 << 20)] },
    Row(
      name: "sender paused",
      weight: .warning,
      line: "paused: sender 12065550101 of spool default for 1 min: forbidden; "
        + "refused for every recipient, one message is tried every probe_seconds",
      command: "smsdispatch release --sender 12065550101 --spool default"
    ) { view in
      guard let number = PhoneNumber(digits: "12065550101") else { return }
      let sender = Sender(spool: "default", number: number)
      view.holds = [.init(scope: .sender(sender), since: StatusView.ago(60))]
    },
    Row(
      name: "prefix refused",
      weight: .notice,
      line: "refused: codes to 206-555: too few were entered right "
        + "(verification.prefix_guard_share); next in 1 min"
    ) { $0.refusedPrefixes = [.init(prefix: "206-555", until: StatusView.ago(-60))] },
    Row(
      name: "stray files",
      weight: .notice,
      line: "ignored: 2 files in incoming/ of spool default: the name ends neither in .json nor in "
        + ".jsonl",
      command: doctor
    ) { $0.spools[0].intake?.strayFiles = 2 },
    Row(
      name: "waiting batch",
      weight: .notice,
      line: "waiting: batch in spool default: x.jsonl has 9 lines"
    ) { $0.spools[0].intake?.waitingBatch = "x.jsonl has 9 lines" },
    Row(
      name: "scanned",
      weight: .notice,
      line: "scanned: spool default: the kernel reports no new files, so they are found every 10 s"
    ) { $0.spools[0].intake?.isScanned = true },
  ]

  @Test("What a pause or a hold explains is not late as well")
  func lateOnce() {
    var view = StatusView.quiet
    view.waiting = [StatusView.lane("default", "main", jobs: 3_000, oldest: 600)]
    view.accounts[0].state = "paused"
    #expect(view.causes.map(\.word) == ["paused"])
    view.accounts[0].state = "running"
    view.holds = [.init(scope: .spool("default"))]
    #expect(view.causes.map(\.word) == ["held"])
    view.holds = []
    view.accounts[0].slowed = .init(since: view.now, factor: 2)
    #expect(view.causes.map(\.word) == ["slowed"])
    view.accounts[0].slowed = nil
    view.waiting[0].firstDue = StatusView.ago(299)
    #expect(view.causes == [])
  }

  @Test("While the daemon is down nothing else is its cause")
  func down() {
    var view = StatusView.night
    view.daemon.presence = .stopped
    #expect(view.causes.map(\.word) == ["down"])
  }
}
