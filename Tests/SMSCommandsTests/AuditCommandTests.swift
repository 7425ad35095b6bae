import SMSCommands
import SMSDaemon
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@Suite("audit", .serialized, .timeLimit(.minutes(10)), .throttled)
struct AuditCommandTests {
  @Test("lists what operators did, newest first, with user, target and effect")
  func entries() async throws {
    try await LiveFixture.run { live in
      #expect(await live.run("audit").error == "No such entries.\n")
      #expect(await live.run("hold", "--all").exit == .done)
      #expect(await live.run("cancel", "none").exit == .noSuchID)
      #expect(await live.run("optout", "add", "206-555-0142").exit == .done)
      let run = await live.run("audit", "--json")
      let entries = try run.lines.map { try #require(try JSONParser.parse(Array($0.utf8)).object) }
      #expect(entries.map { $0["kind"]?.string } == ["optout", "cancel", "hold"])
      #expect(entries.map { $0["effect"]?.string } == ["done", "refused", "done"])
      #expect(entries[1]["code"]?.string == "unknown_message")
      #expect(entries[0]["affected"]?.number?.int64 == 1)
      #expect(entries[0]["target"]?.object?["to"]?.string == "12065550142")
      #expect(entries[2]["target"]?.object?["all"]?.bool == true)
      let user = Int64(UserAccount.effectiveUser)
      #expect(entries.allSatisfy { $0["uid"]?.number?.int64 == user })
      #expect(entries.allSatisfy { $0["user"]?.string?.isEmpty == false })
      let table = await live.run("audit", "--limit", "2")
      #expect(table.lines.count == 3)
      #expect(table.lines[1].contains("to=12065550142") && table.lines[1].hasSuffix("done, 1"))
      #expect(table.lines[2].contains("message=none spool=default"))
      #expect(table.error.contains("--limit N shows more"))
    }
  }

  @Test("takes bounds of time, and says what is wrong with them")
  func bounds() async throws {
    try await LiveFixture.run { live in
      #expect(await live.run("hold", "--all").exit == .done)
      #expect(await live.run("audit", "--since", "1h", "--json").lines.count == 1)
      #expect(await live.run("audit", "--until", "1h", "--json").lines.isEmpty)
      let run = await live.run("audit", "--since", "1h", "--until", "2h")
      #expect(run.exit == .usage && run.error.contains("--until must be later than --since"))
      #expect(await live.run("audit", "--since", "yesterday").exit == .usage)
    }
  }

  @Test("shows which file a backup of the running daemon went to")
  func backup() async throws {
    try await LiveFixture.run { live in
      let file = live.fixture.directory.path("backup")
      #expect(await live.run("backup", file).exit == .done)
      let audit = await live.run("audit", "--json")
      #expect(audit.lines.count == 1, "\(audit)")
      #expect(audit.output.contains(#""kind":"backup","target":{"file":"\#(file)"}"#), "\(audit)")
    }
  }

  @Test("shows what was done without the daemon: a backup, its restore, a new ledger")
  func offline() async throws {
    let fixture = try CommandFixture()
    await (try await fixture.serve()).drain()
    let backup = fixture.directory.path("backup")
    #expect(await fixture.run("backup", backup).exit == .done)
    #expect(await fixture.run("audit").output.contains("file=\(backup)"))
    #expect(await fixture.run("restore", backup, "--yes").exit == .done)
    let restored = await fixture.run("audit", "--json")
    #expect(restored.lines.count == 1 && restored.output.contains(#""kind":"restore""#))
    try Directory(path: fixture.directory.path("state")).unlink("ledger.sqlite")
    #expect(await fixture.run("ledger", "new", "--yes").exit == .done)
    let new = await fixture.run("audit", "--json")
    #expect(new.lines.count == 1 && new.output.contains(#""kind":"ledger new""#))
    // The daemon starts with what the commands left.
    await (try await fixture.serve()).drain()
  }
}
