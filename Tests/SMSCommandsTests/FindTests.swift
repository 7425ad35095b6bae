import SMSCore
import SMSDaemon
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@testable import SMSCommands

@Suite("history, ages and show find what the ledger and the spool have", .throttled)
struct FindTests {
  private let fixture: CommandFixture
  private static let phone = 12_065_550_142 as UInt64

  init() throws {
    fixture = try CommandFixture()
  }

  private var now: WallTime { WallTime(nanoseconds: Clocks.wall) }

  private func ago(_ seconds: Double) -> WallTime {
    now.advanced(by: Interval(seconds: -seconds))
  }

  private func objects(_ words: String...) async throws -> [JSONObject] {
    let run = await fixture.run(words + ["--json", "--config", fixture.configuration])
    return try run.lines.map { try #require(try JSONParser.parse(Array($0.utf8)).object) }
  }

  /// Two messages with a receipt, a text with STOP, and a message to somebody else.
  private func fillHistory() async throws {
    let times = (1...6).map { ago(600 - Double($0)) }
    let phone = try PhoneNumber(value: Self.phone)
    let sender = try PhoneNumber(value: 12_065_550_101)
    try await fixture.fill { ledger in
      var other = Accepted("other", at: times[0])
      other.to += 1
      try await ledger.accept([Accepted("first", at: times[0]), other])
      let jobs = try await ledger.recover().lanes
      #expect(!jobs.isEmpty)
      let number = JobNumber(1)
      let moment = Moment(wall: times[1], monotonic: MonotonicTime(nanoseconds: 1))
      _ = try await ledger.begin([Claim(job: number)], areUrgent: false, at: moment)
      try await ledger.settle([
        Settlement(
          job: number,
          next: .sent(providerMessageID: "mdr2-1"),
          attempt: AttemptRecord(
            number: 1,
            begunAt: times[1],
            endedAt: times[1],
            leftAt: times[1],
            httpStatus: 202,
            code: nil
          ),
          isCharged: true,
          at: times[1]
        )
      ])
      let receipt = Receipt(
        messageID: "mdr2-1",
        level: 2,
        status: "delivered",
        code: 1004,
        at: times[2]
      )
      _ = try await ledger.keep([receipt], at: times[2])
      let text = InboundMessage(id: "mdr2-in", from: phone.digits, to: sender, body: "STOP")
      _ = try await ledger.keep([InboundDelivery(message: text, spools: ["default"])], at: times[3])
      try await ledger.accept([Accepted("second", at: times[4])])
    }
  }

  @Test("the history of a phone is in order of time, the newest last, with no words of anybody")
  func history() async throws {
    try await fillHistory()
    let run = await fixture.run("history", "206-555-0142")
    #expect(run.exit == .done)
    let kinds = run.lines.dropFirst().map { $0.split(separator: " ")[2] }
    #expect(kinds == ["message", "receipt", "text", "opt-out", "message"])
    #expect(
      run.lines[1].contains("first") && run.lines[1].hasSuffix("sent from 12065550101, 1 segment")
    )
    #expect(run.lines[2].hasSuffix("delivered (1004)"))
    #expect(run.lines[3].hasSuffix("to 12065550101, in reply to first"))
    #expect(run.lines[4].hasSuffix("added, from 12065550101, by reply"))
    #expect(!run.output.contains("STOP") && !run.output.contains("Hello"))
    #expect(!run.output.contains("other"))
  }

  @Test("the history as JSON has an object for each event, and a limit keeps the newest")
  func historyObjects() async throws {
    try await fillHistory()
    let all = try await objects("history", "12065550142")
    #expect(all.map { $0["event"] } == ["message", "receipt", "text", "opt_out", "message"])
    #expect(all[0]["job"]?.object?["status"] == "sent")
    #expect(all[1]["code"]?.number?.int64 == 1004 && all[1]["id"] == "first")
    #expect(all[2]["file"]?.string == fixture.spool + "/received/mdr2-in.json")
    #expect(all[3]["change"] == "added" && all[3]["source"] == "reply")
    let newest = try await objects("history", "12065550142", "--limit", "2")
    #expect(newest == Array(all.suffix(2)))
    let none = await fixture.run("history", "12065550199")
    #expect(none.exit == .done && none.output.isEmpty)
    #expect(none.error == "The ledger has nothing to or from 12065550199.\n")
    let fault = await fixture.run("history", "911")
    #expect(fault.exit == .usage && fault.error.contains("NUMBER must have 11 digits"))
  }

  @Test("ages are a table by account, by spool or by priority, the oldest in the last class")
  func ages() async throws {
    #expect(await fixture.run("ages").exit == .unavailable)
    try await fixture.fill { ledger in
      var old = Accepted("old", at: ago(400_000))
      old.account = "second"
      old.priority = .urgent
      let young = Accepted("young", at: ago(100))
      var later = Accepted("later", at: ago(30))
      later.notBefore = ago(-500)
      try await ledger.accept([old, young, later])
    }
    let run = await fixture.run("ages")
    #expect(run.lines.count == 4)
    #expect(run.lines[1].split(separator: " ").prefix(4) == ["(all)", "3", "1", "1"])
    #expect(run.lines[3].hasSuffix("4 d 15 h"))
    let accounts = try await objects("ages")
    #expect(accounts.map { $0["account"] } == ["main", "second"])
    #expect(accounts[0]["jobs"]?.number?.int64 == 2 && accounts[0]["later"]?.number?.int64 == 1)
    let classes = accounts[1]["classes"]?.array?.compactMap { $0.object?["jobs"]?.number?.int64 }
    #expect(classes == [0, 0, 0, 0, 0, 0, 0, 1])
    let priorities = try await objects("ages", "--by", "priority")
    #expect(priorities.map { $0["priority"] } == ["urgent", "normal"])
    #expect(try await objects("ages", "--by", "spool").map { $0["spool"] } == ["default"])
    #expect(await fixture.run("ages", "--by", "spol").error.contains("did you mean spool?"))
  }

  @Test("show says why a job waits, in words and as JSON")
  func waits() async throws {
    try await fixture.fill { ledger in try await ledger.accept([Accepted("a", at: ago(9))]) }
    let run = await fixture.run("show", "a")
    #expect(run.lines.dropFirst().first == "  Waits because the daemon has not run yet.")
    let object = try #require(try await objects("show", "a").first)
    #expect(object["waits_because"]?.object?["code"] == "daemon")
  }

  @Test("show knows files that are not taken, and rejected ones with their error")
  func files() async throws {
    try await fixture.fill { _ in }
    await (try await fixture.serve()).drain()
    let spool = try Directory(path: fixture.spool)
    try spool.directory("incoming").writeReplacing("late.json", Array("{".utf8), durable: false)
    let late = await fixture.run("show", "late")
    #expect(late.exit == .done)
    #expect(late.lines.first == "late: not taken yet  (spool default)")
    #expect(late.lines[1] == "  Waits because the daemon is stopped.")
    #expect(late.output.contains("file:") && late.output.contains("/incoming/late.json"))
    let object = try #require(try await objects("show", "late").first)
    #expect(object["status"] == "incoming" && object["final"]?.bool == false)
    #expect(object["waits_because"]?.object?["code"] == "daemon")
    let reason = """
      {"id": "bad", "status": "rejected", "final": true, "updated_at": "2026-11-23T08:00:00.000Z", \
      "file": "1-bad.json", "error": {"code": "invalid_request", "message": "No.", "hint": "Yes."}}
      """
    try fixture.publish("bad", reason)
    try spool.directory("rejected").writeReplacing("1-bad.json", [], durable: false)
    let bad = await fixture.run("show", "bad")
    #expect(bad.lines.first == "bad: rejected  (spool default)")
    #expect(
      bad.output.contains("invalid_request: No.") && bad.output.contains("/rejected/1-bad.json")
    )
    let none = await fixture.run("show", "none")
    #expect(none.exit == .noSuchID)
    #expect(none.error.contains("spool default has no job none, and no file of it"))
  }
}
