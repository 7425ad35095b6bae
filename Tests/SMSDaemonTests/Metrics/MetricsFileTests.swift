import FlowrouteSimulator
import SMSDaemon
import SMSSystem
import TestSupport
import Testing

/// The file for node_exporter.
@Suite("The file of metrics", .serialized, .timeLimit(.minutes(10)), .throttled)
struct MetricsFileTests {
  private func run(
    _ test: (DaemonFixture, Daemon) async throws -> Void
  ) async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try DaemonFixture(port: simulator.port)
    _ = try fixture.directory.directory.makeDirectory("node", mode: 0o755)
    try fixture.configure(members: metrics("node/sms.prom", in: fixture))
    let daemon = try await fixture.start()
    let result: Result<Void, any Error>
    do {
      result = .success(try await test(fixture, daemon))
    } catch {
      result = .failure(error)
    }
    await daemon.drain()
    await simulator.stop()
    try result.get()
  }

  private func metrics(_ file: String, in fixture: DaemonFixture) -> String {
    #"metrics: { textfile: "\#(fixture.directory.path(file))", interval_seconds: 1 },"#
  }

  private func scrape(_ fixture: DaemonFixture, _ name: FileName = "sms.prom") throws -> Scrape {
    let directory = try Directory(path: fixture.directory.path("node"))
    return Scrape(String(decoding: try directory.read(name, upTo: 1 << 20), as: UTF8.self))
  }

  private func names(_ fixture: DaemonFixture) throws -> [String] {
    var listing = try Directory(path: fixture.directory.path("node")).listing()
    var names: [String] = []
    while let entry = try listing.next() { names.append(entry.name.escaped) }
    return names.sorted()
  }

  @Test("is there once the daemon is ready, readable for all, and gone when it ends")
  func life() async throws {
    try await run { fixture, daemon in
      #expect(try names(fixture) == ["sms.prom"])
      let node = try Directory(path: fixture.directory.path("node"))
      #expect(try node.status("sms.prom").mode == 0o644)
      let scrape = try scrape(fixture)
      #expect(scrape.faults == [])
      #expect(scrape["smsdispatch_ready_timestamp_seconds"] ?? 0 > 0)
      // node_exporter has metrics of these names itself, and refuses a second value.
      #expect(!scrape.types.keys.contains { $0.hasPrefix("process_") })
      await daemon.drain()
      #expect(try names(fixture) == [])
    }
  }

  @Test("is replaced again and again")
  func again() async throws {
    try await run { fixture, _ in
      try fixture.submit("one")
      _ = try await fixture.result("one", is: "sent")
      let node = try Directory(path: fixture.directory.path("node"))
      let sent = #"smsdispatch_messages_total{spool="default",kind="message",state="sent"}"#
      _ = try await DirectoryWatch.wait(in: node) { try scrape(fixture)[sent] == 1 ? true : nil }
    }
  }

  @Test("moves and goes with the configuration")
  func reload() async throws {
    try await run { fixture, daemon in
      try fixture.configure(members: metrics("node/other.prom", in: fixture))
      await daemon.reload()
      #expect(try names(fixture) == ["other.prom"])
      try fixture.configure()
      await daemon.reload()
      #expect(try names(fixture) == [])
    }
  }

  @Test("that cannot be written is logged once, and once more when it can")
  func failure() async throws {
    try await run { fixture, daemon in
      try fixture.configure(members: metrics("later/sms.prom", in: fixture))
      await daemon.reload()
      await daemon.reload()
      #expect(fixture.log.count { $0.contains("metrics file failed path=") } == 1)
      _ = try fixture.directory.directory.makeDirectory("later", mode: 0o755)
      await daemon.reload()
      #expect(fixture.log.count { $0.contains("metrics file recovered path=") } == 1)
    }
  }
}
