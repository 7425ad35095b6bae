import SMSCommands
import SMSDaemon
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@Suite("The opt-out commands", .throttled)
struct OptOutCommandTests {
  private func objects(_ run: CommandFixture.Run) throws -> [JSONObject] {
    try run.lines.map { try #require(try JSONParser.parse(Array($0.utf8)).object) }
  }

  private func attachments(_ fixture: CommandFixture) throws -> [String] {
    let path = fixture.directory.path("state/operator/incoming")
    var listing = try Directory(path: path).listing()
    var names: [String] = []
    while let entry = try listing.next() { names.append("\(entry.name)") }
    return names
  }

  @Test("a list is imported, keeps messages back, and is harmless twice")
  func imported() async throws {
    try await LiveFixture.run { live in
      try live.fixture.write(
        "old.csv",
        "phone,from,since\n206-555-0142,,2025-03-01\n2065550143,12065550101,\n"
      )
      let path = live.fixture.directory.path("old.csv")
      let first = await live.run("optout", "import", path)
      #expect(first.output == "old.csv: 2 added, 0 on the list already\n", "\(first.error)")
      #expect(first.exit == .done)
      let second = await live.run("optout", "import", path, "--json")
      let report = try #require(try objects(second).first)
      #expect(report["added"]?.number?.int64 == 0 && report["known"]?.number?.int64 == 2)
      #expect(try attachments(live.fixture) == [])

      let kept = await live.run("submit", "--to", "12065550142", "--body", "Hi", "--wait")
      #expect(kept.exit == .endedOtherwise && kept.output.contains("recipient_opted_out"))
      #expect(kept.output.contains("since old.csv was imported"))
    }
  }

  @Test("check says from which numbers, since when and by whom; history says what happened")
  func checked() async throws {
    try await LiveFixture.run { live in
      try live.fixture.write("a.txt", "12065550142\n")
      let path = live.fixture.directory.path("a.txt")
      _ = await live.run("optout", "import", path, "--name", "The CRM")
      let found = await live.run("optout", "check", "206 555 0142")
      #expect(found.exit == .endedOtherwise)
      #expect(found.output.hasPrefix("12065550142: opted out\n  from any number since "))
      #expect(found.output.hasSuffix(" UTC, source: import: The CRM\n"))
      let clear = await live.run("optout", "check", "12065550143")
      #expect(clear.exit == .done && clear.output == "12065550143: may be texted\n")

      _ = await live.run("optout", "add", "12065550143", "--from", "12065550101")
      #expect(await live.run("optout", "check", "12065550143").exit == .endedOtherwise)
      let other = await live.run("optout", "check", "12065550143", "--from", "12065550102")
      #expect(other.exit == .done, "\(other.output)\(other.error)")
      let json = try objects(await live.run("optout", "check", "12065550143", "--json"))
      #expect(json.first?["opted_out"]?.bool == true)
      #expect(json.first?["entries"]?.array?.first?.object?["from"]?.string == "12065550101")

      _ = await live.run("optout", "remove", "12065550142")
      let history = await live.run("optout", "history", "12065550142")
      #expect(history.lines.count == 3 && history.lines[1].contains("imported  any"))
      #expect(history.lines[2].contains("removed   any   operator"))
      let events = try objects(await live.run("optout", "history", "12065550142", "--json"))
      #expect(events.map { $0["event"]?.string } == ["added", "removed"])
      #expect(events.allSatisfy { $0["changed"]?.bool == true })
      let none = await live.run("optout", "history", "12065550199")
      #expect(none.exit == .done && none.error.contains("was never on the list"))
    }
  }

  @Test("import reads what export writes, with their sources and times", arguments: [false, true])
  func roundTrip(isJSON: Bool) async throws {
    try await LiveFixture.run { live in
      try live.fixture.write(
        "a.csv",
        #"""
        phone,from,since,source
        12065550142,,2025-03-01,reply
        12065550143,12065550101,2025-03-02T08:00:00Z,"Web form, ""old"""
        """#
      )
      let added = await live.run("optout", "import", live.fixture.directory.path("a.csv"))
      #expect(added.exit == .done, "\(added.error)")
      _ = await live.run("optout", "add", "12065550144")
      let options = isJSON ? ["--json"] : []
      let config = ["--config", live.fixture.configuration]
      let before = await live.fixture.run(["optout", "export"] + options + config)
      #expect(before.lines.count == (isJSON ? 3 : 4))
      for last in [142, 143, 144] { _ = await live.run("optout", "remove", "12065550\(last)") }
      #expect(await live.run("optout", "list").error == "The list is empty.\n")

      try live.fixture.write("b", before.output)
      let path = live.fixture.directory.path("b")
      // All of it is older than the removals.
      let outdated = await live.run("optout", "import", path)
      #expect(
        outdated.output
          == "b: 0 added, 0 on the list already, 3 older than a START or a removal\n"
      )

      let other = try CommandFixture()
      let daemon = try await other.serve()
      let again = await other.run("optout", "import", path)
      #expect(again.exit == .done, "\(again.error)")
      let after = await other.run(
        ["optout", "export"] + options + ["--config", other.configuration]
      )
      #expect(after.output == before.output)
      await daemon.drain()
    }
  }

  @Test("every faulty line is reported, and nothing is imported unless that is asked for")
  func faulty() async throws {
    try await LiveFixture.run { live in
      try live.fixture.write("a.txt", "12065550142\n911\n2065550143\n44 20\n")
      let path = live.fixture.directory.path("a.txt")
      let refused = await live.run("optout", "import", path)
      #expect(refused.exit == .usage)
      #expect(refused.error.contains("line 2: phone must have 11 digits"))
      #expect(refused.error.contains("line 4: phone must have 11 digits"))
      #expect(refused.error.contains("2 lines of 4 cannot be imported; nothing was"))
      #expect(refused.error.contains("--skip-faulty"))
      #expect(await live.run("optout", "list").error == "The list is empty.\n")
      let taken = await live.run("optout", "import", path, "--skip-faulty")
      #expect(taken.output == "a.txt: 2 added, 0 on the list already, 2 faulty lines left out\n")
      #expect(taken.exit == .done && taken.error.contains("line 4: "))
      try live.fixture.write("b.txt", "# nobody\n")
      let empty = await live.run("optout", "import", live.fixture.directory.path("b.txt"))
      #expect(empty.exit == .usage && empty.error.contains("has no number"))
      try live.fixture.write("c.csv", "name,tel no\nAnn,12065550142\n")
      let unnamed = await live.run("optout", "import", live.fixture.directory.path("c.csv"))
      #expect(unnamed.exit == .usage && unnamed.error.contains("names none for the numbers"))
    }
  }

  @Test("an entry for a number that is not ours is imported with a word about it")
  func strangeSender() async throws {
    try await LiveFixture.run { live in
      try live.fixture.write("a.csv", "phone,from\n12065550142,12065550199\n")
      let run = await live.run("optout", "import", live.fixture.directory.path("a.csv"))
      #expect(run.exit == .done && run.error.contains("numbers of no account"))
      #expect(run.error.contains("12065550199"))
    }
  }

  @Test("without a daemon nothing is imported, and nothing is left behind")
  func noDaemon() async throws {
    let fixture = try CommandFixture()
    await (try await fixture.serve()).drain()
    try fixture.write("a.txt", "12065550142\n")
    let run = await fixture.run("optout", "import", fixture.directory.path("a.txt"))
    #expect(run.exit == .unavailable, "\(run.error)")
    #expect(try attachments(fixture) == [])
    let missing = await fixture.run("optout", "import", fixture.directory.path("none"))
    #expect(missing.exit == .usage)
  }
}
