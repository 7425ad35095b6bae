import FlowrouteSimulator
import SMSSystem
import TestSupport
import Testing

@Suite("A ledger's file that cannot be used", .serialized, .timeLimit(.minutes(10)), .throttled)
struct LedgerFileTests {
  struct Damage: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let offset: Int
    let bytes: [UInt8]
    /// Whether the bytes are repeated to the end of the file.
    var toTheEnd = false
    /// What the message must speak of.
    let words: String
  }

  @Test(
    "keeps the daemon from starting, is reported with what to do, and stays as it was",
    arguments: [
      Damage(
        testDescription: "no database",
        offset: 0,
        bytes: Array("not SQLite at all".utf8),
        words: "ledger.sqlite"
      ),
      // The version is at byte 60 (SQLite, "Database File Format").
      Damage(
        testDescription: "a newer version",
        offset: 60,
        bytes: [0, 0, 3, 0xE7],
        words: "999"
      ),
      Damage(
        testDescription: "all pages but the first overwritten",
        offset: 4_096,
        bytes: [0xA5],
        toTheEnd: true,
        words: "ledger.sqlite"
      ),
    ]
  )
  func unusable(_ damage: Damage) async throws {
    let fixture = try await used()
    let state = try Directory(path: fixture.directory.path("state"))
    var bytes = try state.read("ledger.sqlite", upTo: 1 << 24)
    let count = damage.toTheEnd ? bytes.count - damage.offset : damage.bytes.count
    for index in 0..<count {
      bytes[damage.offset + index] = damage.bytes[index % damage.bytes.count]
    }
    try state.writeReplacing("ledger.sqlite", bytes, mode: 0o600, durable: false)

    let run = try await fixture.run("serve", "--config", fixture.configuration)
    #expect(run.status != .exited(0))
    #expect(run.error.contains(damage.words), "\(run.error)")
    #expect(run.error.contains("doctor"), "\(run.error)")
    #expect(try state.read("ledger.sqlite", upTo: 1 << 24) == bytes)
  }

  /// An installation whose ledger has been worked with and closed in good order.
  private func used() async throws -> ProgramFixture {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try ProgramFixture(port: simulator.port)
    let daemon = try await fixture.serve()
    for id in ["a", "b", "c"] { try fixture.submit(id) }
    #expect(try await fixture.status(of: "c") == "sent")
    try daemon.send(.terminate)
    #expect(try await daemon.wait() == .exited(0))
    await simulator.stop()
    return fixture
  }
}
