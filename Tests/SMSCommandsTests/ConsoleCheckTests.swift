import FlowrouteSimulator
import SMSCommands
import SMSDaemon
import SMSSystem
import TestSupport
import Testing

@Suite("doctor, config check and the console", .serialized, .timeLimit(.minutes(10)), .throttled)
struct ConsoleCheckTests {
  private static func lines(_ run: CommandFixture.Run) -> String {
    run.output.split(separator: "\n").map { $0.drop { $0 == " " } }.joined(separator: " ")
  }

  private static func fixture(
    _ simulator: FlowrouteSimulator,
    _ members: String
  ) throws -> CommandFixture {
    let fixture = try CommandFixture(port: simulator.port, members: "console: { \(members) },")
    try fixture.directory.directory.makeDirectory("state", mode: 0o700)
    return fixture
  }

  @Test("a port that is free, groups that are not there, a token that is not made")
  func fresh() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let port = try LoopbackSocket.port(of: LoopbackSocket.bound())
    let fixture = try Self.fixture(
      simulator,
      """
      port: \(port), public_url: "https://a.example", read_group: "no-readers",
      act_group: "no-actors"
      """
    )
    let text = Self.lines(await fixture.run("doctor"))
    #expect(text.contains("ok    console: 127.0.0.1 port \(port) is free"), "\(text)")
    #expect(text.contains("note  console: there is no group no-readers"))
    #expect(text.contains("FAIL  console.act_group: there is no group no-actors"))
    #expect(text.contains("console-token is not there yet"))
    await simulator.stop()
  }

  @Test("a port that another program has, a token that others may read")
  func wrong() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let directory = try TemporaryDirectory()
    let token = directory.path("token")
    let fixture = try Self.fixture(
      simulator,
      "port: \(simulator.port), token_file: \"\(token)\""
    )
    let missing = Self.lines(await fixture.run("doctor"))
    #expect(missing.contains("FAIL  \(token), the console's token, is missing"), "\(missing)")
    #expect(missing.contains("FAIL  console: 127.0.0.1 port \(simulator.port) belongs to another"))
    let bytes = Array(String(repeating: "a", count: 32).utf8)
    try directory.directory.writeReplacing("token", bytes, mode: 0o644, durable: false)
    let open = Self.lines(await fixture.run("doctor"))
    #expect(open.contains("FAIL  console: \(token): others may read the console's token"))
    await simulator.stop()
  }

  @Test("the console of a daemon that runs")
  func running() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let port = try LoopbackSocket.port(of: LoopbackSocket.bound())
    let group = GroupAccount.label(UserAccount.effectiveGroup)
    let fixture = try Self.fixture(simulator, "port: \(port), read_group: \"\(group)\"")
    let daemon = try await fixture.serve()
    let text = Self.lines(await fixture.run("doctor"))
    #expect(text.contains("ok    console: 127.0.0.1 port \(port) answers"), "\(text)")
    let socket = "\(fixture.runtimeDirectory)/console.sock"
    #expect(text.contains("ok    console: \(socket), for the group \(group)"))
    try Directory(path: fixture.runtimeDirectory).unlink("console.sock")
    let lost = Self.lines(await fixture.run("doctor"))
    #expect(lost.contains("FAIL  console: the daemon runs, but does not answer at its socket"))
    await daemon.drain()
    await simulator.stop()
  }

  @Test("a socket in a directory that is not there fails the check, with the command")
  func noDirectory() async throws {
    let fixture = try CommandFixture(
      port: 1,
      members: "console: { socket: \"/run/smsdispatch-nowhere/console.sock\" },"
    )
    let run = await fixture.run("config", "check")
    #expect(run.exit == .configuration)
    #expect(run.error.contains("console.socket: /run/smsdispatch-nowhere is not there"))
    #expect(run.error.contains("-m 750 /run/smsdispatch-nowhere"), "\(run.error)")
  }
}
