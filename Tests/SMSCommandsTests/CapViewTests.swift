import SMSCore
import SMSDaemon
import SMSJSON
import TestSupport
import Testing

@testable import SMSCommands

@Suite("What show and status say of caps", .throttled)
struct CapViewTests {
  /// It is 2026-11-30T17:00:00Z.
  private static let now = WallTime(milliseconds: 1_796_058_000_000)
  private static let id = Cap.ID(.account("main"), .segmentsPerDay)

  private static func configuration() throws -> Configuration {
    let text = """
      { max_segments: 4, spools: { default: { caps: { messages_per_recipient_per_day: 2 } } },
        accounts: { main: { numbers: ["12065550101"],
          caps: { segments_per_day: 10, segments_per_minute: 9 } } } }
      """
    return try Configuration.decode(Array(text.utf8), path: "config.json5")
  }

  private static func summary(used: Int, closed: WallTime? = nil) throws -> LedgerSummary {
    var book = CapBook()
    for _ in 0..<used {
      book.count(
        CappedMessage(
          account: "main",
          spool: "default",
          sender: try PhoneNumber(value: 12_065_550_101),
          segments: 1,
          isUrgent: false
        ),
        at: now.advanced(by: Interval(seconds: -600))
      )
    }
    let lane = Lane(account: "main", spool: "default", priority: .normal)
    return LedgerSummary(
      totals: [],
      waiting: [LedgerSummary.Waiting(lane: lane, firstDue: now, jobs: 1_200, oldest: now)],
      holds: [:],
      notes: closed.map {
        [
          "cap/\(id.key)":
            #"{"state": "closed", "since": "2026-11-30T16:00:00Z", "until": "\#(Stamp.text($0))"}"#
        ]
      } ?? [:],
      capBook: book
    )
  }

  private static func views(_ summary: LedgerSummary) throws -> [CapView] {
    CapView.all(summary, try configuration(), DaemonNotes(summary.notes), at: now)
  }

  @Test("status shows a cap that is used to more than 80 %, and one that is closed")
  func shown() throws {
    #expect(try Self.views(Self.summary(used: 8)) == [])
    let views = try Self.views(Self.summary(used: 9))
    #expect(
      views.map { $0.line(at: Self.now) } == [
        "Cap segments_per_day of account main: 9 of 10 segments used."
      ]
    )
    #expect(
      views.first?.json
        == JSONObject([
          ("cap", "account/main/segments_per_day"), ("used", 9), ("limit", 10),
        ])
    )
    let full = try Self.views(Self.summary(used: 10))
    #expect(
      full.map { $0.line(at: Self.now) } == [
        """
        Cap segments_per_day of account main: 10 of 10 segments used; it is closed until \
        2026-12-01T00:00:00.000Z (in 7 h), 1,200 messages wait.
        """
      ]
    )
    // A long message is the first that waits.
    let midnight = WallTime(milliseconds: 1_796_083_200_000)
    let closed = try Self.views(Self.summary(used: 7, closed: midnight))
    #expect(closed.first?.closedUntil == midnight && closed.first?.used == 7)
  }

  @Test("show says which cap a message waits for, and until when")
  func waits() throws {
    let state = DaemonState(
      daemon: ProcessIdentity(process: 42, startTicks: 4711, boot: "boot", name: nil),
      version: "1",
      startedAt: Self.now,
      configurationPath: "/c",
      phase: .running
    )
    let look = DaemonLook(holder: 42, state: state, process: nil, boot: "boot")
    var job = try WaitFactsTests.job(.queued)
    func reason(_ summary: LedgerSummary, _ times: [Double] = []) throws -> WaitReason? {
      var facts = WaitFacts(summary, try Self.configuration(), look, now: Self.now)
      facts.userName = { "user-\($0)" }
      var circumstances = WaitCircumstances()
      circumstances.recipientTimes = times.map { Self.now.advanced(by: Interval(seconds: -$0)) }
      let cap = CapWait(facts: facts, job: job.snapshot)
      return cap.recipient(circumstances.recipientTimes)
        ?? job.snapshot.message.flatMap { cap.segments($0) }
    }
    #expect(try reason(Self.summary(used: 9)) == nil)
    let cap = try reason(Self.summary(used: 10))
    #expect(cap?.code == .cap && cap?.until == WallTime(milliseconds: 1_796_083_200_000))
    #expect(
      cap?.sentence == """
        Waits because the cap segments_per_day of account main is used up (10 of 10 segments) until \
        2026-12-01T00:00:00.000Z (in 7 h).
        """
    )
    let recipient = try reason(Self.summary(used: 10), [3_600, 7_200, 90_000])
    #expect(recipient?.code == .recipientCap)
    #expect(recipient?.until == Self.now.advanced(by: Interval(seconds: 79_200)))
    #expect(
      recipient?.sentence == """
        Waits because the cap messages_per_recipient_per_day of spool default is used up for its \
        recipient (2 of 2 messages in 24 hours) until 2026-12-01T15:00:00.000Z (in 22 h).
        """
    )
    job.snapshot.message?.priority = .urgent
    #expect(try reason(Self.summary(used: 10), [3_600, 7_200]) == nil)
  }
}
