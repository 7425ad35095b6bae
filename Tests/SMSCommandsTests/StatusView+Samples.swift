import SMSCore
import SMSDaemon
import SMSSpool

@testable import SMSCommands

/// Situations for the screens of `status`.
extension StatusView {
  static let sampleNow = WallTime(milliseconds: 1_795_420_800_000)

  static func ago(_ seconds: Double) -> WallTime {
    sampleNow.advanced(by: Interval(seconds: -seconds))
  }

  static func at(_ presence: DaemonLook.Presence) -> StatusView {
    var daemon = Daemon(presence: presence)
    daemon.process = 4711
    daemon.version = "0.2.0"
    daemon.startedAt = ago(7_500)
    return StatusView(now: sampleNow, daemon: daemon)
  }

  /// One spool, one account, and nothing to do.
  static var quiet: StatusView {
    var view = at(.running(pid: 4711))
    view.spools = [spool("default", [.sent: 10_233])]
    view.accounts = [account("main", 5)]
    return view
  }

  static func spool(_ name: String, _ jobs: [JobState: Int] = [:]) -> Spool {
    var spool = Spool(name: name)
    spool.jobs = jobs
    spool.intake = intake("taking")
    spool.files = WaitingFiles(count: 0, oldest: nil)
    return spool
  }

  static func intake(_ state: String, code: String? = nil, reason: String? = nil) -> Intake {
    Intake(state: state, since: ago(300), code: code, reason: reason, isScanned: false)
  }

  static func account(_ name: String, _ rate: Double) -> Account {
    var account = Account(name: name, rate: rate)
    account.state = "running"
    account.since = ago(7_500)
    return account
  }

  static func lane(
    _ spool: String,
    _ account: String,
    _ priority: Priority = .normal,
    jobs: Int,
    oldest: Double,
    due: Double? = nil
  ) -> LedgerSummary.Waiting {
    LedgerSummary.Waiting(
      lane: Lane(account: account, spool: spool, priority: priority),
      firstDue: ago(due ?? oldest),
      jobs: jobs,
      oldest: ago(oldest)
    )
  }

  /// Three in the morning: an account is paused, another throttled, a spool held, a disk nearly
  /// full.
  static var night: StatusView {
    var view = at(.running(pid: 4711))
    view.spools = ["alerts", "billing", "crm", "forms", "hr"].map { spool($0, [.sent: 12]) }
    view.spools += [
      spool("default", [.queued: 255, .deferred: 949, .inDoubt: 3, .sent: 1_003]),
      spool("newsletter", [.queued: 96]), spool("shop", [.queued: 713, .sent: 10_233]),
    ]
    view.spools.sort { $0.name < $1.name }
    for index in view.spools.indices {
      let path = "/var/spool/smsdispatch/\(view.spools[index].name)"
      let reason = "\(path)/incoming: 86 MiB free, less than 100 MiB. free space on that disk"
      view.spools[index].intake = intake("paused", code: "low_disk", reason: reason)
    }
    view.spools[2].files = WaitingFiles(count: 310, oldest: ago(290))
    view.disks = [
      Disk(path: "/var/lib/smsdispatch", freeBytes: 9 << 30, minimum: 100 << 20),
      Disk(path: "/var/spool/smsdispatch/alerts", freeBytes: 86 << 20, minimum: 100 << 20),
    ]
    var main = account("main", 5)
    main.state = "paused"
    main.since = ago(2_530)
    main.code = "unauthorized"
    main.hint = """
      The access key and the secret key of account main do not match a Flowroute account. They were \
      read from /etc/smsdispatch/access-key and /etc/smsdispatch/secret-key. Compare both with the \
      API credentials page.
      """
    main.nextProbeAt = ago(-12)
    var bulk = account("bulk", 5)
    bulk.slowed = Slowed(since: ago(720), factor: 8, silentUntil: ago(-2))
    view.accounts = [bulk, main]
    view.waiting = [
      lane("newsletter", "bulk", .bulk, jobs: 96, oldest: 10_800),
      lane("shop", "bulk", jobs: 713, oldest: 725, due: -2),
      lane("default", "main", .high, jobs: 3, oldest: 60),
      lane("default", "main", jobs: 1_201, oldest: 2_530),
    ]
    view.holds = [Hold(scope: .spool("newsletter"), since: ago(11_000), user: "anna")]
    view.errors = [
      .init(place: .account("bulk"), code: "too_many_requests", count: 1_204, last: ago(8)),
      .init(place: .spool("forms"), code: "invalid_request", count: 2, last: ago(1_500)),
      .init(place: .account("main"), code: "unauthorized", count: 16, last: ago(2_530)),
    ]
    return view
  }
}
