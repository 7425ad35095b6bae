import SMSMetrics
import TestSupport
import Testing

@testable import SMSCore
@testable import SMSDaemon

struct MetricTotalsTests {
  private static let names = KnownNames(accounts: ["main"], spools: ["default"])
  private static let start = WallTime(milliseconds: 1_795_420_800_000)

  private func scrape(_ families: [MetricFamily]) -> Scrape {
    let scrape = Scrape(String(decoding: Exposition.write(families, as: .text), as: UTF8.self))
    #expect(scrape.faults == [])
    return scrape
  }

  private func entry(
    account: String = "main",
    priority: Priority = .normal,
    text: String = "text",
    code: CodeSeed? = nil,
    droppedAt: WallTime? = nil
  ) throws -> AgendaEntry {
    let number = try PhoneNumber(value: 12_065_550_142)
    return AgendaEntry(
      number: JobNumber(1),
      name: JobName(spool: "default", id: "a"),
      lane: Lane(account: account, spool: "default", priority: priority),
      envelope: Envelope(to: number, from: number, text: MessageText(text), code: code),
      dueAt: Self.start,
      expiresAt: Self.start,
      ifUncertain: nil,
      attempts: 0,
      charged: 0,
      droppedAt: droppedAt
    )
  }

  private func attempt(
    _ entry: AgendaEntry,
    _ outcome: Outcome,
    _ next: Settlement.Next,
    number: Int = 1,
    leftAfter left: Int64? = 20
  ) -> DispatcherReport {
    .attempt(
      DispatcherReport.AttemptReport(
        entry: entry,
        attempt: number,
        outcome: outcome,
        next: next,
        took: Interval(milliseconds: 300),
        leftAt: left.map { Self.start.advanced(by: Interval(milliseconds: $0)) }
      )
    )
  }

  private static let accepted = Outcome.accepted(providerMessageID: "mdr2-1", httpStatus: 202)
  private static let sent = Settlement.Next.sent(providerMessageID: "mdr2-1")
  private static let error = JobError(code: .timeout, message: "m", hint: "h")

  // MARK: Sending

  @Test("what is configured has zeros from the start")
  func zeros() {
    let sending = scrape(SendingTotals().families(Self.names))
    #expect(sending[#"smsdispatch_segments_sent_total{account="main"}"#] == 0)
    #expect(sending[#"smsdispatch_provider_latency_seconds_count{account="main"}"#] == 0)
    #expect(sending[#"smsdispatch_drop_to_wire_seconds_count{priority="urgent"}"#] == 0)
    let ledger = scrape(LedgerTotals().families(Self.names))
    let states = ledger.series(of: "smsdispatch_messages_total")
    #expect(states.count == 16 && states.allSatisfy { ledger[$0] == 0 })
    #expect(ledger[#"smsdispatch_codes_checked_total{spool="default",verdict="denied"}"#] == 0)
    #expect(ledger["smsdispatch_ledger_commit_seconds_count"] == 0)
    let traffic = scrape(TrafficTotals().families(Self.names))
    #expect(traffic.series(of: "smsdispatch_receipts_total").count == 12)
    #expect(traffic.series(of: "smsdispatch_texts_received_total").count == 3)
  }

  @Test("attempts count by status and error, and by none without an answer")
  func attempts() throws {
    var totals = SendingTotals()
    let entry = try entry()
    totals.add(attempt(entry, Self.accepted, Self.sent))
    let busy = ProviderError(code: .tooManyRequests, httpStatus: 429)
    let deferred = Settlement.Next.deferred(Self.error, dueAt: Self.start)
    totals.add(attempt(entry, .refused(busy, retryAfter: nil), deferred))
    let lost = ProviderError(code: .connectionFailed)
    for _ in 0..<2 { totals.add(attempt(entry, .unsent(lost), deferred, leftAfter: nil)) }
    let scrape = scrape(totals.families(Self.names))
    let name = "smsdispatch_attempts_total"
    #expect(scrape[name + #"{account="main",status="202",code=""}"#] == 1)
    #expect(scrape[name + #"{account="main",status="429",code="too_many_requests"}"#] == 1)
    #expect(scrape[name + #"{account="main",status="none",code="connection_failed"}"#] == 2)
    // Only answers have a latency, and only what left was on the wire.
    #expect(scrape[#"smsdispatch_provider_latency_seconds_count{account="main"}"#] == 2)
    #expect(scrape[#"smsdispatch_provider_latency_seconds_sum{account="main"}"#] == 0.6)
    #expect(scrape[#"smsdispatch_drop_to_wire_seconds_count{priority="normal"}"#] == 2)
  }

  @Test("the way to the wire begins with the drop, and only the first attempt counts")
  func wire() throws {
    var totals = SendingTotals()
    let dropped = Self.start.advanced(by: Interval(milliseconds: -980))
    totals.add(attempt(try entry(priority: .urgent, droppedAt: dropped), Self.accepted, Self.sent))
    totals.add(attempt(try entry(priority: .urgent), Self.accepted, Self.sent, number: 2))
    totals.add(attempt(try entry(priority: .bulk), Self.accepted, Self.sent, leftAfter: 250))
    let scrape = scrape(totals.families(Self.names))
    #expect(scrape[#"smsdispatch_drop_to_wire_seconds_sum{priority="urgent"}"#] == 1)
    #expect(scrape[#"smsdispatch_drop_to_wire_seconds_count{priority="urgent"}"#] == 1)
    #expect(scrape[#"smsdispatch_drop_to_wire_seconds_sum{priority="bulk"}"#] == 0.25)
  }

  @Test("segments are those of what was sent; a code counts with its digits")
  func segments() throws {
    var totals = SendingTotals()
    let long = String(repeating: "x", count: 161)
    totals.add(attempt(try entry(text: long), Self.accepted, Self.sent))
    totals.add(.reconciled(try entry(text: long), Self.sent))
    totals.add(.reconciled(try entry(text: long), .failed(Self.error)))
    let seed = CodeSeed(nonce: [], length: 10)
    let template = String(repeating: "x", count: 151) + CodeTemplate.placeholder
    totals.add(attempt(try entry(text: template, code: seed), Self.accepted, Self.sent))
    let scrape = scrape(totals.families(Self.names))
    #expect(scrape[#"smsdispatch_segments_sent_total{account="main"}"#] == 6)
  }

  // MARK: The ledger

  @Test("commits add up by state, and by error")
  func commits() {
    var totals = LedgerTotals()
    totals.add(
      CommitReport(
        took: Interval(milliseconds: 2),
        entries: [
          JobEntry("default", .message, .queued): 3,
          JobEntry("default", .code, .queued): 1,
          JobEntry("default", .message, .sent): 2,
          JobEntry("default", .message, .deferred, error: .timeout): 1,
          JobEntry("default", .message, .deferred, error: .providerError): 2,
          JobEntry("operator", .command, .failed, error: .tooLate): 1,
        ],
        optOuts: [.reply: 1]
      )
    )
    totals.add(
      CommitReport(
        took: Interval(milliseconds: 30),
        entries: [
          JobEntry("default", .code, .sent): 1, JobEntry("default", .check, .approved): 1,
          JobEntry("default", .check, .denied): 2,
          JobEntry("default", .message, .inDoubt, error: .timeout): 1,
        ]
      )
    )
    let scrape = scrape(totals.families(Self.names))
    #expect(scrape.sum("smsdispatch_requests_accepted_total", #"spool="default""#) == 4)
    #expect(scrape.sum("smsdispatch_messages_total", #"state="sent""#) == 3)
    #expect(scrape.sum("smsdispatch_messages_total", #"state="deferred""#) == 3)
    #expect(scrape.sum("smsdispatch_messages_total", #"state="in_doubt""#) == 1)
    // The failed command is no message.
    #expect(scrape.sum("smsdispatch_messages_total", #"state="failed""#) == 0)
    #expect(
      scrape.series(of: "smsdispatch_message_errors_total") == [
        #"smsdispatch_message_errors_total{spool="default",state="deferred",code="provider_error"}"#,
        #"smsdispatch_message_errors_total{spool="default",state="deferred",code="timeout"}"#,
        #"smsdispatch_message_errors_total{spool="default",state="in_doubt",code="timeout"}"#,
      ]
    )
    #expect(scrape[#"smsdispatch_codes_sent_total{spool="default"}"#] == 1)
    #expect(scrape[#"smsdispatch_codes_checked_total{spool="default",verdict="approved"}"#] == 1)
    #expect(scrape[#"smsdispatch_codes_checked_total{spool="default",verdict="denied"}"#] == 2)
    #expect(scrape[#"smsdispatch_opt_outs_total{source="reply"}"#] == 1)
    #expect(scrape["smsdispatch_ledger_commit_seconds_count"] == 2)
    #expect(scrape[#"smsdispatch_ledger_commit_seconds_bucket{le="0.0025"}"#] == 1)
  }

  // MARK: From outside

  @Test("refusals, receipts and texts add up, a repeated text does not")
  func traffic() {
    var totals = TrafficTotals()
    totals.refused(.invalidRequest, in: "default")
    totals.refused(.invalidRequest, in: "default")
    totals.add(.delivered, .joined(JobName(spool: "default", id: "a")))
    totals.add(.undelivered, .unmatched)
    totals.add(.undelivered, .repeated)
    totals.add(InboundOutcome(isNew: true, spool: "default", keyword: .stop))
    totals.add(InboundOutcome(isNew: false, spool: "default", keyword: .stop))
    totals.add(InboundOutcome(isNew: true, spool: "other"))
    let scrape = scrape(totals.families(Self.names))
    let rejected = "smsdispatch_requests_rejected_total"
    #expect(scrape[rejected + #"{spool="default",code="invalid_request"}"#] == 2)
    let receipts = "smsdispatch_receipts_total"
    #expect(scrape[receipts + #"{status="delivered",match="joined"}"#] == 1)
    #expect(scrape[receipts + #"{status="undelivered",match="unmatched"}"#] == 1)
    #expect(scrape.sum(receipts) == 3)
    let texts = "smsdispatch_texts_received_total"
    #expect(scrape[texts + #"{spool="default",keyword="stop"}"#] == 1)
    #expect(scrape[texts + #"{spool="other",keyword="none"}"#] == 1)
  }
}
