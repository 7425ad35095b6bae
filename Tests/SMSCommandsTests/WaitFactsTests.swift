import SMSCore
import SMSDaemon
import TestSupport
import Testing

@testable import SMSCommands
@testable import SMSSystem

@Suite("show says why a job waits", .throttled)
struct WaitFactsTests {
  private static let now = WallTime(milliseconds: 1_795_420_800_000)
  private static let number = 12_065_550_101 as UInt64

  private var facts: WaitFacts
  private var job: JobDetails
  private var circumstances = WaitCircumstances()

  init() throws {
    let fixture = try CommandFixture()
    let configuration = try Configuration.load(path: fixture.configuration)
    facts = WaitFacts(
      LedgerSummary(totals: [], waiting: [], holds: [:], notes: [:]),
      configuration,
      Self.daemon(.running),
      now: Self.now
    )
    facts.userName = { "user-\($0)" }
    job = try Self.job(.queued)
  }

  private static func daemon(_ phase: DaemonState.Phase) -> DaemonLook {
    let state = DaemonState(
      daemon: ProcessIdentity(process: 42, startTicks: 4711, boot: "boot", name: nil),
      version: "1",
      startedAt: now,
      configurationPath: "/c",
      phase: phase
    )
    let process = ProcessStatus(
      line: "42 (smsdispatch) S 1 7 7 0 -1 0 0 0 0 0 0 0 0 0 20 0 9 0 4711 0 0"
    )
    return DaemonLook(holder: 42, state: state, process: process, boot: "boot")
  }

  static func job(_ state: JobState) throws -> JobDetails {
    let snapshot = JobSnapshot(
      number: JobNumber(1),
      change: 0,
      name: JobName(spool: "default", id: "a"),
      kind: "message",
      state: state,
      message: JobSnapshot.MessageFacts(
        account: "main",
        to: try PhoneNumber(value: 12_065_550_142),
        from: try PhoneNumber(value: number),
        priority: .normal,
        providerMessageID: nil,
        segments: 1,
        encoding: .ascii
      ),
      attempts: 0,
      acceptedAt: before(60),
      updatedAt: before(60),
      nextAttemptAt: nil,
      error: nil,
      metadata: nil,
      retryOf: nil,
      retriedAs: nil,
      affected: nil
    )
    return JobDetails(
      snapshot: snapshot,
      producer: 1,
      dueAt: before(60),
      notBefore: nil,
      expiresAt: before(-9_000),
      begunAt: nil,
      attempts: []
    )
  }

  private static func before(_ seconds: Double) -> WallTime {
    now.advanced(by: Interval(seconds: -seconds))
  }

  private var reason: WaitReason? { facts.reason(job, circumstances) }

  @Test("a message whose window is closed waits until it opens, also if a retry is due before")
  mutating func window() throws {
    let span = SendWindow.Span(days: Set(SendWindow.Weekday.allCases), from: 540, to: 1_080)
    // Now it is 00:00 in Los Angeles.
    facts.configuration.windows = SendWindows(
      spools: ["default": SendWindows.Spool(window: SendWindow([span]), timeZone: nil)],
      zones: ["America/Los_Angeles": try ZoneFiles().rules(of: "America/Los_Angeles")]
    )
    circumstances.lane = Lane(
      account: "main",
      spool: "default",
      priority: .normal,
      zones: LaneZones(of: try PhoneNumber(value: 12_065_550_142))
    )
    #expect(reason?.code == .window && reason?.until == Self.before(-9 * 3_600))
    #expect(
      reason?.text == """
        the window of spool default is closed for its recipient (America/Los_Angeles) until \
        2026-11-23T17:00:00.000Z (in 9 h)
        """
    )
    job.dueAt = Self.before(-3_600)
    #expect(reason?.until == Self.before(-9 * 3_600))
    job.dueAt = Self.before(-10 * 3_600)
    #expect(reason?.code == .retry)
    circumstances.lane?.priority = .urgent
    job.dueAt = Self.before(60)
    #expect(reason?.code == .pace)
  }

  @Test("the list shows the opening after not_before, and none if it is open then")
  mutating func notBefore() throws {
    let span = SendWindow.Span(days: Set(SendWindow.Weekday.allCases), from: 540, to: 1_080)
    let windows = SendWindows(
      spools: ["default": SendWindows.Spool(window: SendWindow([span]), timeZone: nil)],
      zones: ["America/Los_Angeles": try ZoneFiles().rules(of: "America/Los_Angeles")]
    )
    var job = job.snapshot
    #expect(windows.opening(for: job, at: Self.now) == Self.before(-9 * 3_600))
    job.notBefore = Self.before(-10 * 3_600)
    #expect(windows.opening(for: job, at: Self.now) == nil)
    job.notBefore = Self.before(-20 * 3_600)
    #expect(windows.opening(for: job, at: Self.now) == Self.before(-33 * 3_600))
  }

  @Test("a job that ended does not wait", arguments: JobState.allCases.filter(\.isTerminal))
  func ended(_ state: JobState) throws {
    #expect(facts.reason(try Self.job(state), circumstances) == nil)
  }

  @Test("without an obstacle it waits for those before it, or for the pace")
  mutating func turn() {
    #expect(reason?.code == .pace)
    circumstances.ahead = 1_203
    #expect(reason?.code == .turn && reason?.ahead == 1_203)
    #expect(
      reason?.sentence == """
        Waits because 1203 messages of spool default with priority normal come before it; account \
        main sends at most 1000/s.
        """
    )
    circumstances.ahead = WaitCircumstances.mostAhead
    #expect(reason?.text.hasPrefix("100,000 messages or more") == true)
    facts.summary.notes["account/main"] = """
      {"state": "running", "since": "2026-11-23T07:00:00.000Z", "slowed": \
      {"since": "2026-11-23T07:58:00.000Z", "factor": 4, "silent_until": "2026-11-23T08:00:00.000Z"}}
      """
    #expect(reason?.text.hasSuffix("and the provider has slowed it down 4-fold for 2 min") == true)
    job.snapshot.message?.media = 1
    #expect(reason?.text.hasSuffix(", and MMS at most 1/s") == true)
  }

  @Test("a key of another in doubt comes before the turn")
  mutating func rival() {
    circumstances.ahead = 3
    circumstances.rival = JobName(spool: "default", id: "other")
    #expect(reason?.code == .sameText && reason?.text.contains("as other of spool default") == true)
  }

  @Test("a time that has not come is named, and whether it is the request's or a retry's")
  mutating func later() {
    job.dueAt = Self.before(-30)
    job.snapshot.error = JobError(code: .timeout, message: "", hint: "")
    #expect(reason?.code == .retry && reason?.until == Self.before(-30))
    #expect(reason?.text == "its last attempt failed (timeout); the next one is due in 30 s")
    job.notBefore = Self.before(-7_200)
    #expect(reason?.code == .notBefore && reason?.until == Self.before(-7_200))
    #expect(reason?.text.contains("before 2026-11-23T10:00:00.000Z (in 2 h)") == true)
    job.notBefore = Self.before(1)
    #expect(reason?.code == .retry)
  }

  @Test("an account that rests after failures is named with its error")
  mutating func resting() {
    facts.summary.notes["account/main"] = """
      {"state": "failing", "since": "2026-11-23T07:59:00.000Z", "code": "provider_error"}
      """
    #expect(reason?.code == .accountResting && reason?.since == Self.before(60))
    #expect(reason?.text.contains("(provider_error)") == true)
  }

  @Test("a paused account is named with its error, and when it is probed")
  mutating func paused() {
    facts.summary.notes["account/main"] = """
      {"state": "paused", "since": "2026-11-23T07:55:00.000Z", "code": "unauthorized", \
      "next_probe_at": "2026-11-23T08:00:12.000Z"}
      """
    job.notBefore = Self.before(-7_200)
    #expect(reason?.code == .accountPaused && reason?.until == Self.before(-12))
    #expect(
      reason?.text == """
        account main has been paused for 5 min (unauthorized); the next probe is in 12 s
        """
    )
  }

  @Test("an account that left the configuration stops its messages")
  mutating func account() {
    job.snapshot.message?.account = "former"
    #expect(reason?.code == .account && reason?.text.contains("former") == true)
  }

  @Test("a paused sender stops messages, and not codes")
  mutating func sender() throws {
    let sender = Sender(spool: "default", number: try PhoneNumber(value: Self.number))
    facts.summary.origins = [.sender(sender): HoldOrigin(since: Self.before(5))]
    #expect(reason?.code == .senderPaused && reason?.since == Self.before(5))
    job.snapshot.kind = "verify"
    #expect(reason?.code == .pace)
    job.snapshot.kind = "message"
    let other = Sender(spool: "other", number: try PhoneNumber(value: Self.number))
    facts.summary.origins = [.sender(other): HoldOrigin()]
    #expect(reason?.code == .pace)
  }

  @Test(
    "a hold is named with its time, its user and its end",
    arguments: [HoldScope.all, .spool("default"), .account("main")]
  )
  mutating func hold(_ scope: HoldScope) {
    facts.summary.notes["account/main"] = #"{"state": "paused"}"#
    facts.summary.origins[scope] = HoldOrigin(since: Self.before(300), producer: 7)
    #expect(reason?.code == .hold && reason?.user == 7 && reason?.since == Self.before(300))
    let text = reason?.text ?? ""
    #expect(text.contains("since 2026-11-23T07:55:00.000Z (5 min) by user-7"), "\(text)")
    #expect(text.hasSuffix("'\(scope.releaseCommand)' ends that"), "\(text)")
  }

  @Test("a hold on something else does not matter, and one of an older version has no time")
  mutating func otherHold() {
    facts.summary.origins[.spool("other")] = HoldOrigin()
    #expect(reason?.code == .pace)
    facts.summary.origins[.spool("default")] = HoldOrigin()
    #expect(reason?.text.hasPrefix("spool default is held; ") == true)
  }

  @Test("a held job is held, even if the daemon is stopped")
  mutating func held() throws {
    job = try Self.job(.held)
    facts.daemon = Self.daemon(.stopped)
    #expect(reason?.code == .held && reason?.since == Self.before(60) && reason?.user == nil)
    circumstances.heldBy = HoldOrigin(since: Self.before(10), producer: 0)
    #expect(reason?.since == Self.before(10) && reason?.user == 0)
    #expect(reason?.text.contains("by user-0; 'smsdispatch release a --spool default'") == true)
  }

  @Test("an attempt in progress or in doubt is named as such")
  mutating func attempts() throws {
    job = try Self.job(.attempting)
    job.begunAt = Self.before(2)
    #expect(reason?.code == .attempting && reason?.since == Self.before(2))
    job = try Self.job(.inDoubt)
    job.snapshot.nextAttemptAt = Self.before(-15)
    #expect(reason?.code == .inDoubt && reason?.until == Self.before(-15))
  }

  @Test("a command waits for the daemon")
  mutating func command() {
    job.snapshot.message = nil
    #expect(reason?.code == .command)
  }

  @Test("a restored ledger stops everything, a failing one before it, and no daemon first of all")
  mutating func standstill() {
    facts.summary.origins[.all] = HoldOrigin()
    facts.summary.restoration = Restoration(
      backupAt: Self.before(900),
      restoredAt: Self.before(90),
      host: "h"
    )
    #expect(reason?.code == .restored && reason?.since == Self.before(90))
    facts.summary.notes["ledger"] = #"{"state": "damaged", "reason": "a page is bad."}"#
    #expect(reason?.code == .ledger)
    #expect(reason?.sentence == "Waits because the ledger is damaged: a page is bad.")
    facts.daemon = Self.daemon(.stopped)
    #expect(reason?.sentence == "Waits because the daemon is stopped.")
    facts.daemon = Self.daemon(.starting)
    #expect(reason?.code == .daemon)
  }

  @Test("a file waits for the daemon, for its spool, or for its turn")
  mutating func files() {
    #expect(facts.reason(fileOf: "default").code == .taking)
    facts.summary.notes["spool/default"] = """
      {"state": "paused", "since": "2026-11-23T07:55:00.000Z", "reason": "The disk is full."}
      """
    let paused = facts.reason(fileOf: "default")
    #expect(paused.code == .intake && paused.since == Self.before(300))
    #expect(
      paused.sentence == "Waits because spool default takes no requests: The disk is full."
    )
    facts.daemon = Self.daemon(.stopped)
    #expect(facts.reason(fileOf: "default").code == .daemon)
  }

  @Test("a batch waits for what the daemon says of it, or for its turn")
  mutating func batches() {
    let turn = facts.reason(fileOf: "default", batch: "b.jsonl")
    #expect(turn.code == .taking && turn.sentence.contains("one after the other"))
    facts.summary.notes["spool/default"] = """
      {"state": "open", "since": "2026-11-23T07:55:00.000Z", "waiting_batch": \
      "a.jsonl has 9 lines, 8 jobs wait, the limit is 10. wait until some are sent"}
      """
    let full = facts.reason(fileOf: "default", batch: "a.jsonl")
    #expect(full.code == .intake)
    #expect(
      full.sentence == """
        Waits because a.jsonl has 9 lines, 8 jobs wait, the limit is 10; wait until some are sent.
        """
    )
    #expect(facts.reason(fileOf: "default", batch: "b.jsonl").code == .taking)
    #expect(facts.reason(fileOf: "default").code == .taking)
  }
}
