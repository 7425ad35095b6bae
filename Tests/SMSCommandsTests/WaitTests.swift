import SMSCommands
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@Suite("wait", .serialized, .throttled)
struct WaitTests {
  @Test("A result that is there is reported at once")
  func there() async throws {
    let fixture = try CommandFixture()
    try fixture.publish(
      "a",
      """
      {"id": "a", "status": "sent", "final": true, "to": "12065550142", "attempts": 2,
       "segments": 1, "provider_message_id": "mdr2-1", "metadata": {"x": 1.0}}
      """
    )
    let run = await fixture.run("wait", "a")
    #expect(run.exit == .done)
    #expect(run.output == "a: sent to 12065550142 (mdr2-1), 1 segment, 2 attempts\n")
    let json = await fixture.run("wait", "a", "--json")
    #expect(json.lines.count == 1)
    #expect(json.output.contains(#""metadata":{"x":1.0}"#))
  }

  struct Ending: CustomTestStringConvertible, Sendable {
    var status: String
    var exit: ExitCode
    var testDescription: String { status }
  }

  @Test(
    "The exit status is 0 for what was done and 1 for the rest",
    arguments: [
      Ending(status: "sent", exit: .done), Ending(status: "approved", exit: .done),
      Ending(status: "found", exit: .done), Ending(status: "canceled", exit: .done),
      Ending(status: "done", exit: .done), Ending(status: "failed", exit: .endedOtherwise),
      Ending(status: "expired", exit: .endedOtherwise),
      Ending(status: "uncertain", exit: .endedOtherwise),
      Ending(status: "rejected", exit: .endedOtherwise),
      Ending(status: "denied", exit: .endedOtherwise),
    ]
  )
  func endings(_ ending: Ending) async throws {
    let fixture = try CommandFixture()
    try fixture.publish("a", #"{"id": "a", "status": "\#(ending.status)", "final": true}"#)
    #expect(await fixture.run("wait", "a").exit == ending.exit)
  }

  @Test("It wakes when the final result replaces an earlier one")
  func wakes() async throws {
    let fixture = try CommandFixture()
    try fixture.publish("a", #"{"id": "a", "status": "deferred", "final": false}"#)
    async let run = fixture.run("wait", "a", "--timeout", "20")
    try fixture.publish("a", #"{"id": "a", "status": "failed", "final": true}"#)
    #expect(await run.exit == .endedOtherwise)
  }

  @Test("An error is reported with its hint")
  func error() async throws {
    let fixture = try CommandFixture()
    try fixture.publish(
      "a",
      """
      {"id": "a", "status": "failed", "final": true, "to": "12065550142", "attempts": 1, "error":
       {"code": "forbidden", "message": "Refused.", "hint": "Ask.", "http_status": 403,
        "provider_detail": "No."}}
      """
    )
    let run = await fixture.run("wait", "a")
    #expect(
      run.lines == [
        "a: failed, to 12065550142, 1 attempt", "  forbidden (HTTP 403): Refused.",
        "  The provider says: No.", "  What to do: Ask.",
      ]
    )
  }

  @Test("The answer to a dry run says what would be, and why; the status, whether it would be sent")
  func preview() async throws {
    let fixture = try CommandFixture()
    try fixture.publish(
      "a",
      """
      {"id": "a", "status": "checked", "final": true, "outcome": "queued", "to": "12065550142",
       "segments": 2, "encoding": "ucs2", "costly_characters": [{"character": "’", "count": 2}],
       "blocked_by": ["hold_all", "account_pause"], "expected_seconds": 75, "price": 0.0158}
      """
    )
    let good = await fixture.run("wait", "a")
    #expect(good.exit == .done)
    #expect(
      good.lines == [
        "a: would be queued, to 12065550142, 2 segments (ucs2), in about 1 min 15 s, price 0.0158",
        "  Not ASCII, which costs segments: ’", "  Blocked by: hold_all, account_pause",
      ]
    )
    try fixture.publish(
      "b",
      """
      {"id": "b", "status": "checked", "final": true, "outcome": "rejected", "error":
       {"code": "invalid_request", "message": "Wrong.", "hint": "Correct it."}}
      """
    )
    let bad = await fixture.run("wait", "b")
    #expect(bad.exit == .endedOtherwise)
    #expect(
      bad.lines == [
        "b: would be rejected", "  invalid_request: Wrong.", "  What to do: Correct it.",
      ]
    )
  }

  @Test("What would steer the terminal is escaped, in text and in JSON")
  func steering() async throws {
    let fixture = try CommandFixture()
    try fixture.publish(
      "a",
      """
      {"id": "a", "status": "failed", "final": true, "error":
       {"code": "forbidden", "message": "x\u{9B}31m\u{202E}y", "hint": "Ask.", "provider_detail": "a\u{84}b\\u001b[2J"}}
      """
    )
    let text = await fixture.run("wait", "a").output
    #expect(text.contains(#"x\u{9b}31m\u{202e}y"#), "\(text)")
    #expect(
      text.contains(#"a\u{84}b␛[2J"#) && !text.unicodeScalars.contains(where: \.steersTerminal)
    )
    let json = await fixture.run("wait", "a", "--json").output
    #expect(json.contains(#"x\u009b31m\u202ey"#), "\(json)")
    let object = try JSONParser.parseWritten(Array(json.utf8)).object
    #expect(object?["error"]?.object?["message"] == "x\u{9B}31m\u{202E}y")
  }

  @Test("Without a final result in time it says what is known, status 75")
  func late() async throws {
    let fixture = try CommandFixture()
    let nothing = await fixture.run("wait", "a", "--timeout", "0")
    #expect(nothing.exit == .tryAgain)
    #expect(nothing.error.contains("a has no result in \(fixture.spool)/results yet"))
    try fixture.publish("a", #"{"id": "a", "status": "held", "final": false}"#)
    let held = await fixture.run("wait", "a", "--timeout", "0.01")
    #expect(held.exit == .tryAgain)
    #expect(held.error.contains("not ended yet: a: held"))
    #expect(held.output.isEmpty)
  }

  @Test("What can be no id is refused, status 64", arguments: ["../x", ".a", "a b", ""])
  func noID(_ id: String) async throws {
    let fixture = try CommandFixture()
    let run = await fixture.run(["wait", "--config", fixture.configuration, "--", id])
    #expect(run.exit == .usage)
    #expect(run.error.contains("is not an id"))
  }

  @Test("Without the results directory it says so, status 69")
  func noResults() async throws {
    let fixture = try CommandFixture()
    try Directory(path: fixture.spool).removeDirectory("results")
    #expect(await fixture.run("wait", "a").exit == .unavailable)
  }
}
