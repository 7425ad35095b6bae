import FlowrouteSimulator
import SMSCommands
import SMSDaemon
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@Suite("The commands about a pool of senders", .serialized, .timeLimit(.minutes(10)), .throttled)
struct SenderPoolCommandTests {
  private static let numbers = ["12065550101", "12065550102"]

  /// A fixture whose spool has a pool instead of a default sender.
  private static func fixture(port: UInt16) throws -> CommandFixture {
    let fixture = try CommandFixture(port: port)
    let bytes = try FileDescriptor(opening: fixture.configuration, .readOnly).read(upTo: 1 << 20)
    let list = numbers.map { "\"\($0)\"" }.joined(separator: ", ")
    let text = String(decoding: bytes, as: UTF8.self)
      .replacing(/default_from: "\d+"/, with: "senders: [\(list)]")
      .replacing(/numbers: \[[^\]]*\]/, with: "numbers: [\(list)]")
    try fixture.write("config.json5", text)
    return fixture
  }

  private static func running(
    _ test: (CommandFixture) async throws -> Void
  ) async throws {
    var provider = SimulatorConfiguration()
    provider.numbers = Set(numbers)
    let simulator = try await FlowrouteSimulator.start(provider)
    let fixture = try Self.fixture(port: simulator.port)
    let daemon = try await fixture.serve()
    let result: Result<Void, any Error>
    do {
      result = .success(try await test(fixture))
    } catch {
      result = .failure(error)
    }
    await daemon.drain()
    await simulator.stop()
    try result.get()
  }

  private func object(_ run: CommandFixture.Run) throws -> JSONObject {
    try #require(try JSONParser.parse(Array(run.output.utf8)).object, "\(run.error)")
  }

  @Test("status, doctor, export and erase know which number a recipient has")
  func recipients() async throws {
    try await Self.running { fixture in
      for (phone, from) in [("2065550142", 0), ("2065550143", 1), ("2065550142", 0)] {
        let run = await fixture.run("submit", "--to", phone, "--body", "x", "--wait", "--json")
        #expect(try object(run)["from"]?.string == Self.numbers[from])
      }
      let dry = await fixture.run("submit", "--to", "2065550143", "--body", "x", "--dry-run")
      #expect(dry.output.contains(Self.numbers[1]), "\(dry.output)")
      let status = try object(await fixture.run("status", "--json"))
      let senders = status["spools"]?.object?["default"]?.object?["senders"]?.object
      #expect(senders?.members.map(\.name) == Self.numbers)
      #expect(senders?.members.map { $0.value.number?.int64 } == [1, 1])
      let doctor = await fixture.run("doctor")
      #expect(
        doctor.output.contains(
          "spool default sends from a pool, with recipients: 12065550101 (1), 12065550102 (1)"
        ),
        "\(doctor.output)"
      )
      #expect(!doctor.output.contains("has no default_from"))
      let list = await fixture.run("numbers", "list", "--check", "--json")
      #expect(list.output.contains(#""pools":["default"]"#), "\(list.output) \(list.error)")
      let export = try object(await fixture.run("export", "12065550143"))
      let held = export["senders"]?.array?.compactMap(\.object) ?? []
      #expect(held.map { $0["from"]?.string } == [Self.numbers[1]])
      #expect(held.map { $0["spool"]?.string } == ["default"])
      let erase = await fixture.run("erase", "12065550143", "--yes")
      #expect(erase.exit == .done, "\(erase.error)")
      let after = try object(await fixture.run("export", "12065550143"))
      #expect(after["senders"]?.array == [])
    }
  }
}
