import FlowrouteSimulator
import SMSDaemon
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@Suite("The console of a daemon", .serialized, .timeLimit(.minutes(10)), .throttled)
struct ConsoleTests {
  private static let network = "console: { port: 0 },"

  /// Asks until the answer has a text.
  private static func readyz(
    _ url: String,
    until text: String
  ) async throws -> ConsoleCall {
    while true {
      let answer = try await ConsoleCall.get("/readyz", at: url)
      if answer.body.contains(text) { return answer }
      await Task.yield()
    }
  }

  @Test("answers on the network and at its socket, until it stops")
  func answers() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try DaemonFixture(port: simulator.port, members: Self.network)
    let daemon = try await fixture.start()
    let url = try #require(await daemon.consoleURL)
    let socket = fixture.directory.path("state/console.sock")
    let health = try await ConsoleCall.get("/healthz", at: url)
    #expect(health.status == 200 && health.body == "ok\n")
    #expect(try await ConsoleCall.get("/healthz", socket: socket).status == 200)
    let ready = try await ConsoleCall.get("/readyz", at: url)
    #expect(ready.status == 200 && ready.body == "ready\n")
    let accept = "Accept: application/json;q=0.9, text/plain\r\n"
    let json = try await ConsoleCall.get("/readyz", at: url, headers: accept)
    #expect(json.head.contains("Content-Type: application/json"))
    #expect(try JSONParser.parse(Array(json.body.utf8)) == .object(JSONObject([("ready", true)])))
    let metrics = try await ConsoleCall.get("/metrics", at: url)
    #expect(metrics.status == 200 && metrics.body.contains("# TYPE smsdispatch_"))
    #expect(metrics.head.contains("Content-Type: text/plain; version=0.0.4"))
    let open = "Accept: application/openmetrics-text;version=1.0.0\r\n"
    let other = try await ConsoleCall.get("/metrics", at: url, headers: open)
    #expect(other.head.contains("Content-Type: application/openmetrics-text"))
    #expect(other.body.hasSuffix("# EOF\n"))
    #expect(
      fixture.log.contains { $0.contains("console listening at=\(url) for=\"this machine\"") }
    )
    #expect(try FileStatus(of: socket).mode == 0o660)
    await daemon.drain()
    await #expect(throws: SystemError.self) { _ = try await ConsoleCall.get("/healthz", at: url) }
    #expect(throws: SystemError.self) { _ = try FileStatus(of: socket) }
    await simulator.stop()
  }

  @Test("is not ready while an account is paused, with the reason, and is again afterwards")
  func paused() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try DaemonFixture(
      port: simulator.port,
      members: Self.network,
      probeSeconds: 0.1
    )
    try fixture.writeKeys(secret: "wrong")
    let daemon = try await fixture.start()
    let url = try #require(await daemon.consoleURL)
    try fixture.submit("a")
    let paused = try await Self.readyz(url, until: "account_paused: account main since ")
    #expect(paused.status == 503 && paused.body.contains("unauthorized"))
    #expect(try await ConsoleCall.get("/healthz", at: url).status == 200)
    try fixture.writeKeys(secret: Credentials.demo.secretKey)
    await daemon.reload()
    _ = try await fixture.result("a", is: "sent")
    #expect(try await Self.readyz(url, until: "ready\n").status == 200)
    await daemon.drain()
    await simulator.stop()
  }

  @Test("is not ready while everything is held")
  func held() async throws {
    try await DaemonFixture.run(members: "console: { socket: true },") { fixture, _ in
      try fixture.drop("hold", #"{"kind": "hold", "all": true}"#, at: "state/operator/incoming")
      let socket = fixture.directory.path("state/console.sock")
      var answer: ConsoleCall
      repeat {
        answer = try await ConsoleCall.get("/readyz", socket: socket)
      } while answer.status == 200
      #expect(answer.body == "held: everything, until it is released\n")
    }
  }

  @Test("asks for the token of its file behind a proxy, and for another after a reload")
  func token() async throws {
    let members = #"console: { port: 0, public_url: "https://sms.example.com" },"#
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try DaemonFixture(port: simulator.port, members: members)
    let daemon = try await fixture.start()
    let url = try #require(await daemon.consoleURL)
    let path = fixture.directory.path("state/console-token")
    #expect(try FileStatus(of: path).mode == 0o600)
    func ask(_ token: String) async throws -> Int {
      let header = "Authorization: Bearer \(token)\r\n"
      return try await ConsoleCall.get("/readyz", at: url, headers: header).status
    }
    let bytes = try FileDescriptor(opening: path).read(upTo: 100)
    let made = String(decoding: bytes.dropLast(), as: UTF8.self)
    #expect(made.utf8.count == 43)
    #expect(try await ConsoleCall.get("/readyz", at: url).status == 401)
    #expect(try await ask(made) == 200)
    let other = String(repeating: "ab", count: 32)
    try Directory(path: fixture.directory.path("state"))
      .writeReplacing("console-token", Array(other.utf8), mode: 0o600, durable: false)
    await daemon.reload()
    #expect(try await ask(made) == 401)
    #expect(try await ask(other) == 200)
    #expect(!fixture.log.contains { $0.contains(made) || $0.contains(other) })
    await daemon.drain()
    await simulator.stop()
  }

  @Test("refuses a token that others may read, or that is missing where it should be")
  func badToken() async throws {
    let fixture = try DaemonFixture(port: 1)
    let path = fixture.directory.path("token")
    try fixture.configure(members: "console: { port: 0, token_file: \"\(path)\" },")
    let missing = await #expect(throws: StartError.self) { _ = try await fixture.start() }
    #expect(missing?.lines.first?.contains("token, the console's token, is missing") == true)
    let token = Array(String(repeating: "a", count: 32).utf8)
    try fixture.directory.directory.writeReplacing("token", token, mode: 0o640, durable: false)
    let open = await #expect(throws: StartError.self) { _ = try await fixture.start() }
    #expect(
      open?.lines.first?.contains("others may read") == true && open?.nature == .configuration
    )
  }
}
