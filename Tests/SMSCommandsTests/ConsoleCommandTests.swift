import SMSCommands
import SMSDaemon
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@Suite("The command for the page", .timeLimit(.minutes(10)), .throttled)
struct ConsoleCommandTests {
  private static let network = "console: { port: 0 },"
  /// Makes no page; none is asked for.
  private static let program = "/bin/false"

  @Test("prints an address that is good once, and nothing else to standard output")
  func address() async throws {
    try await LiveFixture.run(members: Self.network, program: Self.program) { live in
      let url = try #require(await live.daemon.consoleURL)
      let reads = await live.run("console")
      #expect(reads.exit == .done && reads.lines.count == 1, "\(reads)")
      #expect(reads.output.hasPrefix("\(url)/login/"))
      #expect(reads.error.contains("within 60 seconds") && reads.error.contains("It reads."))
      #expect(!reads.error.contains("ssh"))
      let acts = await live.run("console", "--act")
      #expect(acts.exit == .done && acts.error.contains("acts for 30 minutes"))
      #expect(acts.output != reads.output)
      let json = await live.run("console", "--json", "--act")
      let object = try #require(try JSONParser.parse(Array(json.output.utf8)).object)
      #expect(object["rights"] == "act")
      #expect(object["address"]?.string?.hasPrefix("\(url)/login/") == true)
      #expect(object["port"]?.number?.text == url.split(separator: ":").last.map(String.init))
    }
  }

  @Test("over ssh also prints what brings the port to the own machine")
  func tunnel() async throws {
    try await LiveFixture.run(members: Self.network, program: Self.program) { live in
      let port = try #require(await live.daemon.consoleURL?.split(separator: ":").last)
      func hint(_ environment: [String: String]) async -> String {
        await live.fixture.run("console") { $0.environment = { environment } }.error
      }
      let connection = "192.0.2.1 50000 192.0.2.2"
      let usual = await hint(["SSH_CONNECTION": "\(connection) 22", "LOGNAME": "ada"])
      #expect(usual.contains("ssh -N -L \(port):127.0.0.1:\(port) ada@192.0.2.2\n"), "\(usual)")
      let sudo = ["LOGNAME": "root", "SUDO_USER": "ada"]
      let other = await hint(["SSH_CONNECTION": "\(connection) 2222"].merging(sudo) { $1 })
      #expect(other.contains("\(port):127.0.0.1:\(port) -p 2222 ada@192.0.2.2\n"), "\(other)")
      #expect(await !hint(["SSH_CONNECTION": "x"]).contains("ssh"))
    }
  }

  @Test("prints the name of the proxy where one is configured")
  func proxy() async throws {
    let members = #"console: { port: 0, public_url: "https://sms.example.com" },"#
    try await LiveFixture.run(members: members, program: Self.program) { live in
      let run = await live.fixture.run("console") {
        $0.environment = { ["SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"] }
      }
      #expect(run.output.hasPrefix("https://sms.example.com/login/"), "\(run)")
      #expect(!run.error.contains("ssh"))
    }
  }

  @Test("ends all sessions, which is in the audit")
  func revoke() async throws {
    try await LiveFixture.run(members: Self.network, program: Self.program) { live in
      let run = await live.run("console", "revoke")
      #expect(run.exit == .done && run.output.isEmpty, "\(run)")
      #expect(run.error == "All sessions have ended.\n")
      let audit = await live.run("audit", "--json")
      let entry = try #require(try JSONParser.parse(Array(audit.output.utf8)).object)
      #expect(entry["kind"] == "console_revoke" && entry["effect"] == "done")
      #expect(entry["on_behalf_uid"]?.number?.int64 == Int64(CurrentProcess.user))
    }
  }

  @Test("says what to configure where there is no port or no socket, and what to start")
  func missing() async throws {
    try await LiveFixture.run(program: Self.program) { live in
      let run = await live.run("console")
      #expect(run.exit == .configuration && run.error.contains(#""console": {"port": 8027}"#))
      #expect(run.output.isEmpty)
    }
    let members = "console: { port: 0, socket: false },"
    try await LiveFixture.run(members: members, program: Self.program) { live in
      let run = await live.run("console")
      #expect(run.exit == .configuration && run.error.contains("console.socket"), "\(run)")
    }
    try await LiveFixture.run(members: Self.network) { live in
      #expect(await live.run("console").exit == .unavailable)
    }
    let stopped = try CommandFixture(members: Self.network)
    for words in [["console"], ["console", "revoke"]] {
      let run = await stopped.run(words + ["--config", stopped.configuration])
      #expect(run.exit == .unavailable && run.error.contains("systemctl start"), "\(run)")
    }
  }

  @Test("is not run by the daemon for others, as it asks the daemon itself")
  func caller() async throws {
    let fixture = try CommandFixture(members: Self.network)
    let caller = CommandCaller(user: 1_000, rights: .act)
    for words in [["console"], ["console", "revoke"]] {
      #expect(await fixture.run(words, for: caller).exit == .noPermission)
    }
  }
}
