import FlowrouteSimulator
import SMSCommands
import SMSDaemon
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@Suite("Commands about the provider", .serialized, .timeLimit(.minutes(10)), .throttled)
struct ProviderCommandTests {
  private static let listener = #"listener: { public_url: "http://127.0.0.1:8025" },"#

  @Test("callbacks are made, set, shown and removed")
  func callbacks() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try CommandFixture(port: simulator.port, members: Self.listener)
    let path = fixture.directory.path + "/state/callback-token"
    try fixture.directory.directory.makeDirectory("state", mode: 0o700)

    let early = await fixture.run("callbacks", "set")
    #expect(early.exit == .configuration && early.error.contains("callbacks token"))
    let made = await fixture.run("callbacks", "token")
    #expect(made.exit == .done && made.output == "\(path): made\n")
    let again = await fixture.run("callbacks", "token")
    #expect(again.exit == .cannotCreate && again.error.contains("is there already"))

    let set = await fixture.run("callbacks", "set")
    #expect(
      set.output == "main sms_callback: set\nmain mms_callback: set\nmain sms_dlr_callback: set\n"
    )
    let shown = await fixture.run("callbacks", "show", "--json")
    #expect(shown.lines.count == 3)
    for (line, hook) in zip(shown.lines, ["message", "message", "receipt"]) {
      let url = try JSONParser.parse(Array(line.utf8)).object?["url"]?.string ?? ""
      let pattern = /http:\/\/127.0.0.1:8025\/flowroute\/[A-Za-z0-9_-]{43}\/(\w+)/
      #expect(url.wholeMatch(of: pattern)?.1 == hook[...])
    }
    #expect(await fixture.run("callbacks", "remove", "--account", "main").exit == .done)
    let gone = await fixture.run("callbacks", "show")
    #expect(
      gone.output
        == "main sms_callback: not set\nmain mms_callback: not set\nmain sms_dlr_callback: not set\n"
    )
    await simulator.stop()
  }

  @Test("What is done about callbacks is in the audit, whether the daemon runs or not")
  func audit() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let members = #"listener: { port: 0, public_url: "http://127.0.0.1:8025" },"#
    let fixture = try CommandFixture(port: simulator.port, members: members)
    try fixture.directory.directory.makeDirectory("state", mode: 0o700)
    // There is no ledger yet, so no audit either.
    let token = await fixture.run("callbacks", "token")
    #expect(token.exit == .done && token.error.isEmpty)
    let daemon = try await fixture.serve()
    let set = await fixture.run("callbacks", "set")
    #expect(set.exit == .done && set.error.isEmpty)
    let entry = try #require(try await Self.entries(fixture).first)
    #expect(entry["kind"] == "callbacks" && entry["effect"] == "done")
    #expect(entry["target"] == ["action": "set", "account": "main"])
    #expect(entry["request"] != nil)
    await daemon.drain()
    let removed = await fixture.run("callbacks", "remove")
    #expect(removed.exit == .done && removed.error.isEmpty)
    let last = try #require(try await Self.entries(fixture).first)
    #expect(last["target"] == ["action": "remove", "account": "main"])
    #expect(last["request"] == nil)
    await simulator.stop()
  }

  private static func entries(_ fixture: CommandFixture) async throws -> [JSONObject] {
    try await fixture.run("audit", "--json").lines.compactMap { line in
      try JSONParser.parse(Array(line.utf8)).object
    }
  }

  @Test(
    "A token that root makes belongs to the daemon's user",
    .enabled(if: UserAccount.effectiveUser == 0, "needs root")
  )
  func tokenOfRoot() async throws {
    let fixture = try CommandFixture(members: Self.listener)
    let daemon = try #require(try UserAccount.named("nobody"))
    let state = try fixture.directory.directory.makeDirectory("state", mode: 0o700)
    try state.setOwner(user: daemon.user, group: daemon.group)
    #expect(await fixture.run("callbacks", "token").exit == .done)
    let status = try state.status("callback-token")
    #expect(status.user == daemon.user && status.group == daemon.group)
    #expect(status.mode & 0o777 == 0o600)
  }

  @Test("callbacks tell what is missing, and what the provider refuses")
  func refused() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try CommandFixture(port: simulator.port)
    let off = await fixture.run("callbacks", "set")
    #expect(off.exit == .configuration && off.error.contains("no listener"))
    #expect(await fixture.run("callbacks", "show", "--account", "other").exit == .configuration)
    try fixture.write("secret-key", "wrong\n")
    let wrong = await fixture.run("callbacks", "show")
    #expect(wrong.exit == .unavailable && wrong.error.contains("access key"))
    await simulator.stop()
  }

  @Test("callbacks use the keys of the unit, or name the command that has them")
  func keysOfUnit() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try CommandFixture(port: simulator.port, keys: false)
    fixture.install { unit in
      unit.credentials["flowroute-access-key"] = .file(fixture.directory.path + "/access-key")
      unit.credentials["flowroute-secret-key"] = .file(fixture.directory.path + "/secret-key")
    }
    let shown = await fixture.run("callbacks", "show")
    #expect(shown.exit == .done, "\(shown.error)")

    fixture.install { unit in
      unit.credentials["flowroute-access-key"] = .encrypted("/etc/smsdispatch/a.cred")
      unit.credentials["flowroute-secret-key"] = .encrypted("/etc/smsdispatch/s.cred")
    }
    let sealed = await fixture.run("callbacks", "show")
    #expect(sealed.exit == .configuration)
    let command = """
        systemd-run --quiet --pipe --wait --collect \
      -p LoadCredentialEncrypted=flowroute-access-key:/etc/smsdispatch/a.cred \
      -p LoadCredentialEncrypted=flowroute-secret-key:/etc/smsdispatch/s.cred \
      smsdispatch callbacks show --config \(fixture.configuration)
      """
    #expect(sealed.error.contains("\n  \(command)\n"), "\(sealed.error)")
    await simulator.stop()
  }

  @Test("doctor takes empty key files of the unit for a problem, and names them")
  func emptyKeys() async throws {
    let fixture = try CommandFixture(keys: false)
    for name: FileName in ["access-key", "secret-key"] { try fixture.write(name, "") }
    fixture.install { unit in
      for name in ["access-key", "secret-key"] {
        unit.credentials["flowroute-\(name)"] = .file("\(fixture.directory.path)/\(name)")
      }
    }
    let run = await fixture.run("doctor", "--json")
    #expect(run.exit == .configuration)
    let place = fixture.directory.path
    let problem = "account main: \(place)/access-key and \(place)/secret-key are empty"
    let findings = try run.lines.map { try #require(try JSONParser.parse(Array($0.utf8)).object) }
    #expect(
      findings.contains { $0["level"]?.string == "problem" && $0["finding"]?.string == problem },
      "\(run.output)"
    )
  }

  @Test("callbacks speak of no message when the provider fails")
  func failing() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try CommandFixture(port: simulator.port)
    await simulator.insertFault(FaultRule(Fault(.status(500)), method: "GET"))
    let run = await fixture.run("callbacks", "show")
    #expect(run.exit == .unavailable && run.error.contains("HTTP 500"))
    #expect(!run.error.contains("`to`") && run.error.contains("status.flowroute.com"))
    await simulator.stop()
  }

  @Test("lookup shows the record by either id")
  func lookup() async throws {
    try await LiveFixture.run { live in
      let sent = await live.run(
        "submit",
        "--to",
        "12065550142",
        "--body",
        "Hi",
        "--id",
        "a",
        "--wait"
      )
      #expect(sent.exit == .done)
      let record = await live.run("lookup", "a", "--json")
      #expect(record.exit == .done)
      let id = try JSONParser.parse(Array(record.output.utf8)).object?["id"]?.string
      let other = await live.run("lookup", try #require(id))
      #expect(other.exit == .done && other.output.contains("\"direction\": \"outbound\""))
      #expect(!other.output.contains("Hi"))
      let unknown = await live.run("lookup", "nobody")
      #expect(unknown.exit == .noSuchID && unknown.error.contains("nobody"))
    }
  }

  @Test("optout lists, adds and removes, and keeps messages back")
  func optOut() async throws {
    try await LiveFixture.run { live in
      #expect(await live.run("optout", "list").error == "The list is empty.\n")
      let added = await live.run("optout", "add", "206-555-0142")
      #expect(added.exit == .done && added.output == "12065550142: added\n")
      let again = await live.run("optout", "add", "12065550142")
      #expect(again.output == "12065550142: on the list already\n")
      let list = await live.run("optout", "list", "--json")
      let entry = try JSONParser.parse(Array(list.output.utf8)).object
      #expect(entry?["phone"]?.string == "12065550142" && entry?["from"] == .null)
      #expect(entry?["source"]?.string == "operator")

      let kept = await live.run("submit", "--to", "12065550142", "--body", "Hi", "--wait")
      #expect(kept.exit == .endedOtherwise && kept.output.contains("recipient_opted_out"))
      #expect(kept.output.contains("optout remove 12065550142"))
      let removed = await live.run("optout", "remove", "12065550142")
      #expect(removed.output == "12065550142: removed\n")
      let sent = await live.run("submit", "--to", "12065550142", "--body", "Hi", "--wait")
      #expect(sent.exit == .done)
      let unknown = await live.run("optout", "add", "12065550142", "--from", "12065550199")
      #expect(unknown.exit == .configuration)
      #expect(await live.run("optout", "add", "911").exit == .usage)
    }
  }
}
