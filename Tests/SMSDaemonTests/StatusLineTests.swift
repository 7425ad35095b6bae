import FlowrouteSimulator
import SMSCore
import SMSSystem
import TestSupport
import Testing

@testable import SMSDaemon

@Suite("The line of systemctl status", .throttled)
struct StatusLineTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let text: String
    let change: @Sendable (inout StatusLine) -> Void
    var testDescription: String { text }
  }

  @Test(
    "says what is not as it should be, the worst first, then how much waits",
    arguments: [
      Row(text: "Taking requests") { _ in },
      Row(text: "Taking requests; nothing waits") { $0.waiting = 0 },
      Row(text: "Taking requests; 1 message waits") { $0.waiting = 1 },
      Row(text: "Everything is held; 500 messages wait") {
        $0.holds = [.all, .spool("a")]
        $0.waiting = 500
      },
      Row(text: "Held: account main, spool a; nothing waits") {
        $0.holds = [.spool("a"), .account("main")]
        $0.waiting = 0
      },
      Row(text: "Account main paused (unauthorized); Intake paused: a (low_disk)") {
        $0.accounts = ["main": "paused (unauthorized)"]
        $0.spools = ["a": "low_disk"]
      },
      Row(text: "Intake paused: a (files), b (files), c (files), and 2 more") {
        for name in ["a", "b", "c", "d", "e"] { $0.spools[name] = "files" }
      },
      Row(
        text: "Nothing is sent or accepted: the ledger fails (the disk is full); Everything is "
          + "held; The last reload was refused, see the log"
      ) {
        $0.isReloadRefused = true
        $0.holds = [.all]
        $0.ledgerFailure = "the disk is full"
      },
      Row(text: "Nothing new is sent or accepted: the file was removed; 3 messages wait") {
        $0.ledgerTrouble = "the file was removed"
        $0.ledgerFailure = "the file was removed"
        $0.waiting = 3
      },
    ]
  )
  func texts(row: Row) {
    var line = StatusLine()
    row.change(&line)
    #expect(line.text == row.text)
  }

  @Test("is sent anew when a hold, a pause or a refused reload changes it", .timeLimit(.minutes(5)))
  func sent() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try DaemonFixture(port: simulator.port)
    let socket = try NotifySocket(in: fixture.directory)
    let daemon = try await fixture.start(environment: ["NOTIFY_SOCKET": socket.name])
    _ = try await socket.status { $0 == "Taking requests; nothing waits" }

    let hold = "{\"kind\": \"hold\", \"id\": \"h\", \"all\": true}"
    try fixture.drop("h", hold, at: "state/operator/incoming")
    _ = try await socket.status { $0.hasPrefix("Everything is held") }
    try fixture.submit("one")
    _ = try await socket.status { $0 == "Everything is held; 1 message waits" }

    try fixture.write("config.json5", "{")
    await daemon.reload()
    let refused = "Everything is held; The last reload was refused, see the log; 1 message waits"
    _ = try await socket.status { $0 == refused }

    let release = "{\"kind\": \"release\", \"id\": \"r\", \"all\": true}"
    try fixture.drop("r", release, at: "state/operator/incoming")
    let sent = "The last reload was refused, see the log; nothing waits"
    _ = try await socket.status { $0 == sent }
    await daemon.drain()
    await simulator.stop()
  }

  @Test("tells of an account that is paused", .timeLimit(.minutes(10)))
  func paused() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try DaemonFixture(port: simulator.port)
    try fixture.writeKeys(secret: "anotherkeythantheaccounts")
    let socket = try NotifySocket(in: fixture.directory)
    let daemon = try await fixture.start(environment: ["NOTIFY_SOCKET": socket.name])
    try fixture.submit("one")
    _ = try await socket.status { $0 == "Account main paused (unauthorized); 1 message waits" }
    await daemon.drain()
    await simulator.stop()
  }
}
