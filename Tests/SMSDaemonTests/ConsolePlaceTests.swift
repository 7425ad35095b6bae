import FlowrouteSimulator
import SMSDaemon
import SMSSystem
import TestSupport
import Testing

@Suite("Where the console listens", .serialized, .timeLimit(.minutes(10)), .throttled)
struct ConsolePlaceTests {
  @Test("changes with a reload, and stays as it is if the new place cannot be had")
  func reload() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try DaemonFixture(port: simulator.port, members: "console: { port: 0 },")
    let daemon = try await fixture.start()
    let first = try #require(await daemon.consoleURL)
    let port = try #require(first.split(separator: ":").last.flatMap { UInt16($0) })
    // The same port at an address that nobody has (RFC 5737), then at another of this machine.
    try fixture.configure(
      members: """
        console: { address: "192.0.2.1", port: \(port), public_url: "https://a.example" },
        """
    )
    await daemon.reload()
    #expect(try await ConsoleCall.get("/healthz", port: port).status == 200)
    #expect(
      fixture.log.contains { $0.contains("console: cannot listen on 192.0.2.1 port \(port)") }
    )
    try fixture.configure(members: "console: { address: \"127.0.0.2\", port: \(port) },")
    await daemon.reload()
    #expect(await daemon.consoleURL == "http://127.0.0.2:\(port)")
    let socket = fixture.directory.path("other.sock")
    try fixture.configure(members: "console: { socket: \"\(socket)\" },")
    await daemon.reload()
    #expect(await daemon.consoleURL == nil)
    #expect(try await ConsoleCall.get("/healthz", socket: socket).status == 200)
    #expect(throws: SystemError.self) {
      _ = try FileStatus(of: fixture.directory.path("state/console.sock"))
    }
    try fixture.configure(members: "console: { socket: false },")
    await daemon.reload()
    #expect(throws: SystemError.self) { _ = try FileStatus(of: socket) }
    await daemon.drain()
    await simulator.stop()
  }

  @Test("is nowhere if another program has its port: the daemon does not start")
  func taken() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try DaemonFixture(
      port: simulator.port,
      members: "console: { port: \(simulator.port) },"
    )
    let error = await #expect(throws: StartError.self) { _ = try await fixture.start() }
    #expect(error?.nature == .port)
    #expect(error?.lines.first?.hasPrefix("console: cannot listen on 127.0.0.1") == true)
    await simulator.stop()
  }

  @Test("is the socket of one daemon, and of the next one if the first was killed")
  func sharedSocket() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let directory = try TemporaryDirectory()
    let members = "console: { socket: \"\(directory.path("s"))\" },"
    // As a killed daemon leaves it.
    do { _ = try LocalSocket.listening(at: directory.path("s"), mode: 0o600) }
    let fixture = try DaemonFixture(port: simulator.port, members: members)
    let daemon = try await fixture.start()
    let second = try DaemonFixture(port: simulator.port, members: members)
    let error = await #expect(throws: StartError.self) { _ = try await second.start() }
    #expect(error?.nature == .port)
    #expect(error?.lines.first?.hasPrefix("console.socket: ") == true)
    #expect(try await ConsoleCall.get("/healthz", socket: directory.path("s")).status == 200)
    await daemon.drain()
    await simulator.stop()
  }

  @Test(
    "is in the directory of the readers' group, and has a name beside it",
    .enabled("needs root") { CurrentProcess.user == 0 }
  )
  func groupDirectory() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let run = try TemporaryDirectory()
    try run.directory.makeDirectory("console", mode: 0o750)
    let change = ChildCommand(
      "sh",
      ["-c", "chgrp 54321 \"$1\" && chmod 2750 \"$1\"", "sh", run.path("console")]
    )
    #expect(try await ChildProcess(change).wait() == .exited(0))
    let fixture = try DaemonFixture(port: simulator.port)
    let daemon = try await fixture.start(environment: ["RUNTIME_DIRECTORY": run.path])
    #expect(try FileStatus(of: run.path("console/console.sock")).group == 54_321)
    let name = run.path("console.sock")
    #expect(try await ConsoleCall.get("/healthz", socket: name).status == 200)
    await daemon.reload()
    #expect(try await ConsoleCall.get("/healthz", socket: name).status == 200)
    #expect(fixture.log.count { $0.contains("console listening at=\(name)") } == 1)
    await daemon.drain()
    #expect(try run.directory.contains("console.sock") == false)
    await simulator.stop()
  }

  @Test("is nowhere if the directory for its socket is missing, and the daemon goes on")
  func noDirectory() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try DaemonFixture(port: simulator.port)
    let missing = fixture.directory.path("missing")
    let daemon = try await fixture.start(environment: ["RUNTIME_DIRECTORY": missing])
    try fixture.submit("a")
    _ = try await fixture.result("a", is: "sent")
    let line = try #require(fixture.log.first { $0.contains("console unavailable") })
    #expect(line.contains("ENOENT") && line.contains(" warning "))
    await daemon.drain()
    await simulator.stop()
  }
}
