import FlowrouteSimulator
import SMSCommands
import SMSDaemon
import SMSSystem
import TestSupport
import Testing

@Suite("doctor and the listener", .serialized, .timeLimit(.minutes(10)), .throttled)
struct ListenerCheckTests {
  /// A port that nobody has.
  private static func freePort() throws -> UInt16 {
    try LoopbackSocket.port(of: LoopbackSocket.bound())
  }

  private static func fixture(
    _ simulator: FlowrouteSimulator,
    port: UInt16
  ) throws -> CommandFixture {
    let fixture = try CommandFixture(
      port: simulator.port,
      members: "listener: { port: \(port), public_url: \"http://127.0.0.1:\(port)\" },"
    )
    try fixture.directory.directory.makeDirectory("state", mode: 0o700)
    return fixture
  }

  private static func lines(_ run: CommandFixture.Run) -> String {
    run.output.split(separator: "\n").map { $0.trimming(" ") }.joined(separator: " ")
  }

  @Test("a port that is free, a token that is not made, callbacks that are not set")
  func fresh() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let port = try Self.freePort()
    let fixture = try Self.fixture(simulator, port: port)
    let early = Self.lines(await fixture.run("doctor"))
    #expect(early.contains("ok    listener: 127.0.0.1 port \(port) is free"), "\(early)")
    #expect(early.contains("callback-token is not there yet"))
    _ = await fixture.run("callbacks", "token")
    let unset = Self.lines(await fixture.run("doctor"))
    #expect(unset.contains("note  account main: sms_callback is not set"))
    #expect(unset.contains("ok    the listener's token"))
    _ = await fixture.run("callbacks", "set")
    let set = Self.lines(await fixture.run("doctor"))
    #expect(set.contains("ok    account main: sms_callback is the listener"), "\(set)")
    #expect(set.contains("ok    account main: mms_callback is the listener"))
    #expect(set.contains("ok    account main: sms_dlr_callback is the listener"))
    #expect(!set.contains("/flowroute/"))
    await simulator.setCallbacks(messages: "https://elsewhere.example/x", receipts: nil)
    let other = Self.lines(await fixture.run("doctor"))
    #expect(other.contains("sms_callback is another address"))
    await simulator.stop()
  }

  @Test("a port that another program has, a token that others may read")
  func wrong() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try Self.fixture(simulator, port: simulator.port)
    _ = await fixture.run("callbacks", "token")
    let path = fixture.directory.path("state/callback-token")
    try FileDescriptor(opening: path, [.readOnly]).setMode(0o644)
    let run = await fixture.run("doctor")
    let text = Self.lines(run)
    #expect(run.exit != .done)
    #expect(text.contains("FAIL  listener: \(path): others may read the token"), "\(text)")
    #expect(text.contains("FAIL  listener: 127.0.0.1 port \(simulator.port) belongs to another"))
    await simulator.stop()
  }

  @Test("the listener of a daemon that runs")
  func running() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let port = try Self.freePort()
    let fixture = try Self.fixture(simulator, port: port)
    let daemon = try await fixture.serve()
    let run = Self.lines(await fixture.run("doctor"))
    #expect(run.contains("ok    listener: 127.0.0.1 port \(port) answers"), "\(run)")
    await daemon.drain()
    await simulator.stop()
  }
}

extension Substring {
  /// Without these characters in front; a wrapped line begins with blanks.
  fileprivate func trimming(_ character: Character) -> Substring { drop { $0 == character } }
}
