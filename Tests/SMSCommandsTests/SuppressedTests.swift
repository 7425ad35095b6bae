import FlowrouteSimulator
import SMSCommands
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@Suite(
  "What commands say of messages that are not sent",
  .serialized,
  .timeLimit(.minutes(10)),
  .throttled
)
struct SuppressedTests {
  private static let guests = #"allowed_recipients: ["12065550142"],"#
  private static let dryRun = #"mode: "dry_run", price_per_segment: 0.0079,"#

  private func object(_ run: CommandFixture.Run) throws -> JSONObject {
    try #require(try JSONParser.parse(Array(run.output.utf8)).object, "\(run.error)")
  }

  @Test("who waits for one learns why, with the exit status 1, and can list and retry it")
  func suppressed() async throws {
    try await LiveFixture.run(account: Self.guests) { live in
      let sent = await live.run(
        "submit",
        "--id",
        "a",
        "--to",
        "12065550142",
        "--body",
        "x",
        "--wait"
      )
      #expect(sent.exit == .done, "\(sent.error)")
      let other = await live.run(
        "submit",
        "--id",
        "b",
        "--to",
        "12065550143",
        "--body",
        "x",
        "--wait"
      )
      #expect(other.exit == .endedOtherwise)
      #expect(other.lines.first == "b: suppressed, to 12065550143, 1 segment (ascii)")
      #expect(other.output.contains("accounts.main.allowed_recipients"))
      #expect(await live.run("wait", "b").exit == .endedOtherwise)
      let list = await live.run("list", "--status", "suppressed", "--json")
      #expect(try object(list)["id"] == "b")
      #expect(await live.run("list", "--error", "not_allowed_recipient").output.contains("b"))
      let shown = await live.run("show", "b")
      #expect(shown.lines.first == "\(other.lines[0])  (spool default)")
      let status = await live.run("status")
      #expect(status.output.contains("guests    account main: ONLY 1 phone"), "\(status.output)")
      let check = await live.run("status", "--check")
      #expect(check.exit == .endedOtherwise && check.output.contains("account main guests"))
      #expect(await live.run("status", "--check", "--ignore", "guests").exit == .done)
      let json = try object(await live.run("status", "--json"))
      #expect(json["spools"]?["default"]?["suppressed"] == 1)
      #expect(json["accounts"]?["main"]?["allowed_recipients"] == 1)
      let retry = await live.run("retry", "b")
      #expect(retry.exit == .done, "\(retry.error)")
      #expect(await live.run("wait", "b.retry-1").exit == .endedOtherwise)
      #expect(await live.simulator.messages.count == 1)
    }
  }

  @Test("a batch in dry-run mode is counted and reported, with prices")
  func batch() async throws {
    try await LiveFixture.run(account: Self.dryRun) { live in
      let lines = [
        #"{"to": "12065550142", "body": "x"}"#, #"{"to": "12065550143", "body": "y"}"#, "",
      ]
      try live.fixture.write("many.jsonl", lines.joined(separator: "\n"))
      let run = await live.run(
        "submit",
        "--file",
        live.fixture.directory.path("many.jsonl"),
        "--id",
        "b",
        "--wait"
      )
      #expect(run.exit == .endedOtherwise)
      #expect(run.output.contains("b: done, 0 of 2 sent, 2 suppressed"), "\(run.output)")
      let shown = await live.run("batch", "show", "b")
      #expect(shown.output.contains("0 of 2 sent, 2 suppressed."), "\(shown.output)")
      let listed = await live.run("batch", "list")
      #expect(listed.lines.first?.contains("SUPPRESSED") == true)
      let report = await live.run("batch", "report", "b")
      #expect(report.lines.first?.hasSuffix(",duplicate_of,price") == true)
      #expect(report.lines.dropFirst().allSatisfy { $0.contains("suppressed,dry_run,") })
      #expect(report.lines.dropFirst().allSatisfy { $0.hasSuffix(",0.0079") })
      let one = await live.run("submit", "--to", "12065550142", "--body", "x", "--wait")
      #expect(one.output.contains(", 1 segment (ascii), price 0.0079"), "\(one.output)")
      let preview = await live.run("submit", "--to", "12065550142", "--body", "x", "--dry-run")
      #expect(preview.output.contains("would be suppressed"), "\(preview.output)")
      #expect(await live.simulator.messages.isEmpty)
    }
  }

  @Test(
    "config check and doctor say loudly which accounts do not send",
    arguments: [dryRun, guests]
  )
  func checks(_ account: String) async throws {
    let fixture = try CommandFixture(account: account)
    let run = await fixture.run("config", "check")
    let words = account == Self.dryRun ? "is in DRY-RUN MODE" : "sends to a GUEST LIST of 1 phone"
    #expect(run.exit == .done)
    #expect(run.error.contains("note: account main \(words)"), "\(run.error)")
    #expect(await fixture.run("doctor").output.contains("account main \(words)"))
  }
}
