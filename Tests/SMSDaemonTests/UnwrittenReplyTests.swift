import FlowrouteSimulator
import SMSDaemon
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@Suite("Replies that cannot be written", .serialized, .timeLimit(.minutes(10)), .throttled)
struct UnwrittenReplyTests {
  @Test("wait in the ledger while a file is in their directory's place, and over a restart")
  func restart() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try DaemonFixture(port: simulator.port, members: "listener: { port: 0 },")
    let id = try await Self.lose(fixture, simulator)
    let daemon = try await fixture.start()
    #expect(try await fixture.received(id)["body"]?.string == "Hello")
    await daemon.drain()
    await simulator.stop()
    #expect(fixture.log.contains { $0.contains("publish failed spool=default") })
  }

  /// A reply comes while it cannot be written, and the daemon stops.
  private static func lose(
    _ fixture: DaemonFixture,
    _ simulator: FlowrouteSimulator
  ) async throws -> String {
    let daemon = try await fixture.start()
    await simulator.setCallbacks(messages: await daemon.callbackURLs?.messages, receipts: nil)
    let spool = try Directory(path: fixture.directory.path("spool/default"))
    try spool.removeDirectory("received")
    try spool.createFile("received").write([])
    let reply = HandsetReply(from: "12065550142", to: "12065550101", body: "Hello")
    let id = try #require(await simulator.receive(reply))
    await simulator.wait { $0.callbacks == 1 }
    await daemon.drain()
    try spool.unlink("received")
    return id
  }
}
