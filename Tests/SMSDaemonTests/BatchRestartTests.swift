import FlowrouteSimulator
import SMSDaemon
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@Suite("Batches that a daemon has left", .timeLimit(.minutes(10)), .throttled)
struct BatchRestartTests {
  @Test("A cancel by an operator that waits at the start too stops one that was not accepted yet")
  func canceled() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try DaemonFixture(port: simulator.port)
    // Its intake is started after the operator's.
    try fixture.configure(spools: ["sales"])
    await (try fixture.start()).drain()

    let taken = try Directory(path: fixture.directory.path("spool/sales/.taken"))
    let lines = (0..<3_000).map { #"{"to": "12065550142", "body": "Hello \#($0)"}"# + "\n" }
    try taken.writeReplacing("7-sale.jsonl", Array(lines.joined().utf8), durable: false)
    try fixture.drop(
      "stop",
      #"{"kind": "cancel", "message": "sale", "spool": "sales"}"#,
      at: "state/operator/incoming"
    )
    let daemon = try await fixture.start()
    try await DaemonFixture.ending(daemon, simulator) {
      let batch = try await fixture.result("sale", spool: "sales") { $0["final"] == true }
      #expect(batch["status"] == "canceled")
    }
  }
}
