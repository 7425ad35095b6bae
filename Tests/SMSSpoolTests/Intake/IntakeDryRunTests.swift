import SMSCore
import SMSJSON
import SMSSpool
import SMSSystem
import Testing

@Suite(.serialized) struct IntakeDryRunTests {
  private static let request = #"{"to": "12065550142", "body": "Hello", "dry_run": true"#

  private func answer(
    _ members: String = "",
    as name: FileName = "a.json",
    _ prepare: (IntakeFixture) async throws -> Void = { _ in }
  ) async throws -> (JSONObject, IntakeFixture) {
    let fixture = try IntakeFixture()
    try await prepare(fixture)
    try fixture.drop("a.json", Self.request + members + "}")
    await fixture.start()
    return (try fixture.json(name, in: .results), fixture)
  }

  @Test("a dry run is answered, removed, and enters no ledger")
  func answered() async throws {
    let (result, fixture) = try await answer(#", "metadata": {"k": 1}"#)
    #expect(
      result.members.map(\.name) == [
        "id", "kind", "status", "final", "outcome", "to", "from", "priority", "account", "segments",
        "encoding", "opted_out", "blocked_by", "updated_at", "metadata",
      ]
    )
    #expect(result["id"] == "a" && result["status"] == "checked" && result["final"] == true)
    #expect(result["outcome"] == "queued" && result["segments"] == 1)
    #expect(result["opted_out"] == false && result["blocked_by"] == [])
    #expect(result["metadata"] == ["k": 1])
    #expect(await fixture.ledger.submissions.isEmpty)
    #expect(fixture.acceptances.values.isEmpty)
    for which in [SpoolDirectory.incoming, .taken, .rejected] {
      #expect(try fixture.names(in: which) == [])
    }
  }

  @Test("each fault of a dry run is in its answer, and the file is not kept")
  func faults() async throws {
    let fixture = try IntakeFixture()
    let text = #"{"id": "x", "to": "1", "body": "", "dry_run": true, "ack": "t", "metadata": {}}"#
    try fixture.drop("a.json", text)
    await fixture.start()
    let result = try fixture.json("t.json", in: .results)
    #expect(
      result.members.map(\.name) == [
        "id", "kind", "status", "final", "outcome", "updated_at", "error", "ack", "metadata",
      ]
    )
    #expect(result["id"] == "x" && result["outcome"] == "rejected" && result["ack"] == "t")
    let message = result["error"]?.object?["message"]?.string ?? ""
    #expect(message.contains("to: must have 11 digits") && message.contains("body: must have 1 to"))
    #expect(try fixture.names(in: .rejected) == [] && fixture.names(in: .taken) == [])
    #expect(try fixture.names(in: .results) == ["t.json"])
  }

  @Test("the answer is found under the ack alone if there is one")
  func ack() async throws {
    let (result, fixture) = try await answer(#", "id": "x", "ack": "token""#, as: "token.json")
    #expect(result["id"] == "x" && result["ack"] == "token")
    #expect(try fixture.names(in: .results) == ["token.json"])
  }

  @Test("a known id without an ack is set aside, as its result is the earlier request's")
  func knownID() async throws {
    let fixture = try IntakeFixture()
    try fixture.drop("first.json", #"{"id": "x", "to": "12065550142", "body": "Hello"}"#)
    await fixture.start()
    try fixture.drop("a.json", Self.request + #", "id": "x"}"#)
    await fixture.look()
    #expect(try fixture.names(in: .results) == ["a.json"])
    let error = try fixture.error("1-a.json.reason.json", in: .rejected)
    #expect(error["hint"]?.string?.contains("Give it an `ack`") == true)
    #expect(await fixture.ledger.submissions.map(\.name.id) == ["x"])
  }

  @Test(
    "a known id is told from a repetition",
    arguments: [("Hello", "repeated"), ("Something else", "rejected")]
  )
  func identity(_ body: String, _ outcome: String) async throws {
    let fixture = try IntakeFixture()
    try fixture.drop("first.json", #"{"id": "x", "to": "12065550142", "body": "\#(body)"}"#)
    await fixture.start()
    try fixture.drop("a.json", Self.request + #", "id": "x", "ack": "t"}"#)
    await fixture.look()
    let result = try fixture.json("t.json", in: .results)
    #expect(result["outcome"] == .string(outcome))
    #expect((result["error"]?.object?["code"] == "duplicate_id") == (outcome == "rejected"))
  }

  @Test("what makes a text dearer is listed, but not where it costs nothing")
  func costly() async throws {
    let filler = String(repeating: "x", count: 70)
    let fixture = try IntakeFixture()
    try fixture.drop(
      "a.json",
      #"{"to": "12065550142", "body": "’é’\#(filler)", "dry_run": true}"#
    )
    try fixture.drop("b.json", #"{"to": "12065550142", "body": "é", "dry_run": true}"#)
    await fixture.start()
    let dear = try fixture.json("a.json", in: .results)
    #expect(dear["segments"] == 2 && dear["encoding"] == "ucs2")
    #expect(
      dear["costly_characters"] == [
        ["character": "’", "count": 2], ["character": "é", "count": 1],
      ]
    )
    #expect(try fixture.json("b.json", in: .results)["costly_characters"] == nil)
  }

  @Test("a message that is too late would fail, and one for later waits for its time")
  func times() async throws {
    let fixture = try IntakeFixture()
    var dependencies = fixture.dependencies
    dependencies.outlook = { _ in SendingOutlook(messagesPerSecond: 4, isPaused: false) }
    await fixture.ledger.set(waiting: 9)
    let now = fixture.clock.now.wall
    let start = RFC3339.text(now.advanced(by: Interval(seconds: 3_600)))
    try fixture.drop(
      "a.json",
      Self.request + #", "not_before": "\#(start)"}"#
    )
    try fixture.drop("b.json", Self.request + #", "expires_at": "2020-01-01T00:00:00Z"}"#)
    try fixture.drop("c.json", Self.request + "}")
    let intake = Intake(IntakeFixture.settings(fixture.layout), dependencies)
    await intake.start()
    await intake.idle()
    let later = try fixture.json("a.json", in: .results)["expected_seconds"]?.number?.double
    #expect(later.map { abs($0 - 3_600) < 1 } == true)
    let late = try fixture.json("b.json", in: .results)
    #expect(late["outcome"] == "failed" && late["expected_seconds"] == nil)
    #expect(late["error"]?.object?["code"] == "expired")
    let turn = try fixture.json("c.json", in: .results)["expected_seconds"]?.number?.double
    #expect(turn == 2.5)
    await intake.stop()
  }

  @Test("holds, a paused account and the price are in the answer, and no time then")
  func outlook() async throws {
    let fixture = try IntakeFixture()
    var dependencies = fixture.dependencies
    dependencies.outlook = { account in
      SendingOutlook(messagesPerSecond: account == "main" ? 4 : 0, isPaused: true)
    }
    var settings = IntakeFixture.settings(fixture.layout)
    settings.prices = ["main": Prices(perSegment: 0.0079)]
    let sender = Sender(spool: "default", number: Sample.main)
    await fixture.ledger.hold([.sender(sender), .all, .spool("default"), .account("main")])
    await fixture.ledger.set(waiting: 9)
    try fixture.drop(
      "a.json",
      #"{"to": "12065550142", "body": "\#(String(repeating: "x", count: 300))", "dry_run": true}"#
    )
    let intake = Intake(settings, dependencies)
    await intake.start()
    await intake.idle()
    let result = try fixture.json("a.json", in: .results)
    #expect(
      result["blocked_by"] == [
        "hold_all", "hold_spool", "hold_account", "sender_pause", "account_pause",
      ]
    )
    #expect(result["expected_seconds"] == nil)
    #expect(result["price"]?.number?.double == 0.0237)
    await intake.stop()
  }

  @Test("an MMS has its own price and pace, and no segments")
  func mms() async throws {
    let fixture = try IntakeFixture()
    var dependencies = fixture.dependencies
    dependencies.outlook = { _ in
      SendingOutlook(messagesPerSecond: 4, mmsPerSecond: 0.5, isPaused: false)
    }
    var settings = IntakeFixture.settings(fixture.layout)
    settings.prices = ["main": Prices(perSegment: 0.0079, perMMS: 0.01)]
    try fixture.drop(
      "a.json",
      #"""
      {"to": "12065550142", "body": "é", "media_urls": ["https://example.com/a.jpg"], "dry_run": true}
      """#
    )
    let intake = Intake(settings, dependencies)
    await intake.start()
    await intake.idle()
    let result = try fixture.json("a.json", in: .results)
    #expect(result["segments"] == .null && result["is_mms"] == true && result["media"] == 1)
    #expect(result["price"]?.number?.double == 0.01)
    #expect(result["expected_seconds"]?.number?.double == 2)
    #expect(result["costly_characters"] == nil)
    await intake.stop()
  }

  @Test("dry_run is for messages alone, and must be true or false")
  func misplaced() async throws {
    let fixture = try IntakeFixture()
    try fixture.drop("a.json", #"{"kind": "verify", "to": "12065550142", "dry_run": true}"#)
    try fixture.drop("b.json", #"{"to": "12065550142", "body": "x", "dry_run": "yes"}"#)
    await fixture.start()
    let verify = try fixture.error("a.json", in: .results)["message"]?.string ?? ""
    #expect(verify.contains("dry_run: does not belong to a verify request"))
    let text = try fixture.error("b.json", in: .results)["message"]?.string ?? ""
    #expect(text.contains("dry_run: must be true or false, not a string"))
    #expect(try fixture.names(in: .rejected).count == 4)
  }

  @Test("a ledger that cannot answer leaves the file for later")
  func trouble() async throws {
    let fixture = try IntakeFixture()
    let full = LedgerError(
      code: .full,
      operation: "commit",
      path: "ledger.sqlite",
      cause: "database or disk is full",
      hint: "free space"
    )
    await fixture.ledger.set(waiting: 0)
    await fixture.start()
    await fixture.ledger.fail(with: full)
    try fixture.drop("a.json", Self.request + "}")
    await fixture.look()
    #expect(try fixture.names(in: .results) == [])
    #expect(try fixture.names(in: .taken).count == 1)
    await fixture.ledger.fail(with: nil)
    await fixture.look()
    #expect(try fixture.json("a.json", in: .results)["outcome"] == "queued")
    #expect(try fixture.names(in: .taken) == [])
  }
}
