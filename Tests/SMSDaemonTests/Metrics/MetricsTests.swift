import FlowrouteSimulator
import SMSCore
import SMSDaemon
import SMSJSON
import SMSMetrics
import SMSSystem
import TestSupport
import Testing

/// The metrics of a whole daemon, against its ledger.
@Suite("Metrics", .serialized, .timeLimit(.minutes(10)), .throttled)
struct MetricsTests {
  private static let sender = "12065550101"
  private static let types = Dictionary(
    uniqueKeysWithValues: DaemonMetric.all.map { ($0.name, $0.kind.rawValue) }
  )

  private func scrape(_ daemon: Daemon, accepting accept: String? = nil) async -> Scrape {
    let scrape = Scrape(
      String(decoding: await daemon.metrics(accepting: accept).body, as: UTF8.self)
    )
    #expect(scrape.faults == [])
    return scrape
  }

  /// Runs a daemon through all that is counted, and then the test.
  private func run(
    _ test: (DaemonFixture, FlowrouteSimulator, Daemon) async throws -> Void
  ) async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try DaemonFixture(port: simulator.port, members: "listener: { port: 0 },")
    let daemon = try await fixture.start()
    let url = await daemon.callbackURLs?.messages
    await simulator.setCallbacks(messages: url, receipts: nil)
    try await DaemonFixture.ending(daemon, simulator) {
      try await story(fixture, simulator)
      try await test(fixture, simulator, daemon)
    }
  }

  /// Successes, retries, failures, refusals, receipts, opt-outs, codes and a cancellation.
  private func story(_ fixture: DaemonFixture, _ simulator: FlowrouteSimulator) async throws {
    for id in ["s-1", "s-2", "s-3"] { try fixture.submit(id) }
    try fixture.submit("again", to: "12065551503")
    try fixture.submit("bad", to: "12065550422")
    try fixture.submit("stopped", to: "12065550400")
    for id in ["s-1", "s-2", "s-3", "again"] { _ = try await fixture.result(id, is: "sent") }
    for id in ["bad", "stopped"] { _ = try await fixture.result(id, is: "failed") }
    try fixture.drop("refused", #"{"id": "refused", "to": "911", "body": "x"}"#)
    _ = try await fixture.result("refused", is: "rejected")
    try await codes(fixture, simulator)
    let stop = HandsetReply(from: "12065550142", to: Self.sender, body: "STOP", copies: 1)
    let reply = try #require(await simulator.receive(stop))
    _ = try await fixture.received(reply)
    try fixture.submit("blocked")
    _ = try await fixture.result("blocked", is: "failed")
    try fixture.drop("h", #"{"kind": "hold", "spool": "default"}"#, at: "state/operator/incoming")
    let results = try Directory(path: fixture.directory.path("state/operator/results"))
    _ = try await DirectoryWatch.wait(in: results) { try results.contains("h.json") ? true : nil }
    try fixture.submit("gone", to: "12065550143")
    try fixture.drop("c", #"{"kind": "cancel", "message": "gone"}"#)
    _ = try await fixture.result("gone", is: "canceled")
    // Two receipts for each of the five that were sent, codes included, and one text.
    await simulator.wait { $0.callbacks >= 11 }
  }

  private func codes(_ fixture: DaemonFixture, _ simulator: FlowrouteSimulator) async throws {
    try fixture.drop("v", #"{"id": "v", "kind": "verify", "to": "12065550144"}"#)
    _ = try await fixture.result("v", is: "sent")
    let text = await simulator.messages.compactMap(\.body).last { $0.contains("code is") }
    let code = try #require(text).suffix(6)
    for (id, typed) in [("wrong", "x"), ("right", String(code))] {
      try fixture.drop(
        id,
        #"{"id": "\#(id)", "kind": "check", "verification": "v", "code": "\#(typed)"}"#
      )
      _ = try await fixture.result(id, is: id == "right" ? "approved" : "denied")
    }
  }

  private func reader(_ fixture: DaemonFixture) throws -> any LedgerReader {
    let path = fixture.directory.path("config.json5")
    return try LedgerPlace(Configuration.load(path: path)).reader()
  }

  @Test("totals are what the ledger says after failures, retries, receipts and opt-outs")
  func totals() async throws {
    try await run { fixture, simulator, daemon in
      let scrape = await scrape(daemon)
      let summary = try reader(fixture).summary()
      for total in summary.totals where total.spool == "default" {
        let state = total.state.name
        let series = #"smsdispatch_jobs{spool="default",state="\#(state)"}"#
        #expect(scrape[series] == Double(total.jobs), "\(series)")
      }
      let jobs = try reader(fixture).page(of: .all, before: nil, limit: 100).jobs
        .filter { $0.name.spool == "default" }
      let accepted = scrape.sum("smsdispatch_requests_accepted_total", #"spool="default""#)
      #expect(accepted == Double(jobs.count))
      let messages = jobs.filter { $0.message != nil }
      for state in [JobState.sent, .failed, .canceled, .expired, .uncertain] {
        let counted = scrape.sum("smsdispatch_messages_total", #"state="\#(state.name)""#)
        #expect(counted == Double(messages.count { $0.state == state }), "\(state)")
      }
      for (code, failed) in Dictionary(grouping: messages.compactMap(\.error), by: \.code) {
        let counted = scrape.sum(
          "smsdispatch_message_errors_total",
          #"code="\#(code.rawValue)""#
        )
        #expect(counted == Double(failed.count), "\(code)")
      }
      let attempts = messages.reduce(0) { $0 + $1.attempts }
      #expect(scrape.sum("smsdispatch_attempts_total") == Double(attempts))
      #expect(await simulator.requests.count >= attempts)
      #expect(scrape.sum("smsdispatch_provider_latency_seconds_count") == Double(attempts))
      // The blocked and the canceled one never left.
      let left = Double(messages.count { $0.attempts > 0 })
      #expect(scrape.sum("smsdispatch_drop_to_wire_seconds_count") == left)
    }
  }

  @Test("each kind of event has its count")
  func events() async throws {
    try await run { _, _, daemon in
      let scrape = await scrape(daemon)
      let expected: [(String, Double)] = [
        (#"smsdispatch_messages_total{spool="default",kind="message",state="sent"}"#, 4),
        (#"smsdispatch_messages_total{spool="default",kind="message",state="deferred"}"#, 1),
        (#"smsdispatch_messages_total{spool="default",kind="message",state="failed"}"#, 3),
        (#"smsdispatch_messages_total{spool="default",kind="message",state="canceled"}"#, 1),
        (#"smsdispatch_requests_rejected_total{spool="default",code="invalid_request"}"#, 1),
        (#"smsdispatch_codes_sent_total{spool="default"}"#, 1),
        (#"smsdispatch_codes_checked_total{spool="default",verdict="approved"}"#, 1),
        (#"smsdispatch_codes_checked_total{spool="default",verdict="denied"}"#, 1),
        (#"smsdispatch_segments_sent_total{account="main"}"#, 5),
        (#"smsdispatch_texts_received_total{spool="default",keyword="stop"}"#, 1),
        (#"smsdispatch_opt_outs_total{source="reply"}"#, 1),
        (#"smsdispatch_opt_outs_total{source="refusal"}"#, 1),
        (#"smsdispatch_sender_day_sent{sender="12065550101"}"#, 5),
        (#"smsdispatch_sender_day_failed{sender="12065550101"}"#, 3),
        (#"smsdispatch_sender_day_opted_out{sender="12065550101"}"#, 2),
        (#"smsdispatch_sender_day_opt_out_ratio{sender="12065550101"}"#, 2.0 / 3),
        (#"smsdispatch_sender_day_recipients{sender="12065550101"}"#, 3),
        (#"smsdispatch_holds{scope="spool"}"#, 1),
        (#"smsdispatch_account_rate{account="main"}"#, 1_000),
        (#"smsdispatch_account_rate_limit{account="main"}"#, 1_000),
        (#"smsdispatch_account_paused{account="main"}"#, 0),
        (#"smsdispatch_in_flight{account="main"}"#, 0),
        (#"smsdispatch_incoming_files{spool="default"}"#, 0),
        (#"smsdispatch_intake_paused{spool="default",reason="low_disk"}"#, 0),
        ("smsdispatch_ledger_failing", 0), ("smsdispatch_log_lines_dropped_total", 0),
        (#"smsdispatch_build_info{version="\#(Daemon.version)"}"#, 1),
      ]
      for (series, value) in expected { #expect(scrape[series] == value, "\(series)") }
      // Those that come before our own answer is committed are unmatched at first.
      #expect(scrape.sum("smsdispatch_receipts_total") == 10)
      let positive = [
        "smsdispatch_state_free_bytes", "smsdispatch_ledger_size_bytes",
        "smsdispatch_ledger_commit_seconds_count", "smsdispatch_ready_timestamp_seconds",
        "process_resident_memory_bytes", "process_open_fds", "process_start_time_seconds",
        "process_cpu_seconds_total",
      ]
      for series in positive { #expect(scrape[series] ?? 0 > 0, "\(series)") }
    }
  }

  @Test("every metric is exposed, in both formats, and no number of a person in any")
  func formats() async throws {
    try await run { _, _, daemon in
      let text = await daemon.metrics(accepting: nil)
      let open = await daemon.metrics(accepting: "application/openmetrics-text")
      #expect(text.contentType.hasPrefix("text/plain; version=0.0.4"))
      #expect(open.contentType.hasPrefix("application/openmetrics-text; version=1.0.0"))
      let (first, second) = (
        await scrape(daemon), Scrape(String(decoding: open.body, as: UTF8.self))
      )
      #expect(second.faults == [])
      #expect(String(decoding: open.body.suffix(7), as: UTF8.self) == "\n# EOF\n")
      #expect(first.types == Self.types)
      #expect(first.types.count == second.types.count)
      for page in [text, open] {
        // Not the digits of a fraction.
        let numbers = String(decoding: page.body, as: UTF8.self)
          .matches(of: /[^0-9.](1[0-9]{10})\b/)
        #expect(Set(numbers.map { String($0.output.1) }) == [Self.sender])
      }
    }
  }

  @Test(
    "promtool has nothing to say about them",
    .enabled(if: SystemTool.areThere("promtool"), "needs promtool: apt-get install prometheus")
  )
  func promtool() async throws {
    try await run { fixture, _, daemon in
      let page = await daemon.metrics(accepting: nil)
      try fixture.directory.directory.writeReplacing("page", page.body, durable: false)
      let command = "promtool check metrics <\(fixture.directory.path("page"))"
      let run = try await SystemTool.run("sh", ["-c", command])
      #expect(run.status == .exited(0), "\(run.output)")
      #expect(run.output == "")
    }
  }
}
