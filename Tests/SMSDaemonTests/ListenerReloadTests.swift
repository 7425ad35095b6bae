import FlowrouteSimulator
import SMSDaemon
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@Suite("A reload that moves the listener", .serialized, .timeLimit(.minutes(10)), .throttled)
struct ListenerReloadTests {
  /// Starts with a port that the system picks, and reloads with the same port of an address.
  ///
  /// - Returns: The log, and the port.
  private static func move(
    to address: String,
    _ test: (DaemonFixture, FlowrouteSimulator, UInt16) async throws -> Void
  ) async throws -> ([String], UInt16) {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try DaemonFixture(port: simulator.port, members: "listener: { port: 0 },")
    let daemon = try await fixture.start()
    let url = try #require(await daemon.callbackURLs?.messages)
    let port = try #require(CallbackPort.of(url))
    try fixture.configure(
      members: """
        listener: { address: "\(address)", port: \(port), public_url: "http://127.0.0.1:\(port)" },
        """
    )
    await daemon.reload()
    await simulator.setCallbacks(messages: url, receipts: nil)
    try await test(fixture, simulator, port)
    await daemon.drain()
    await simulator.stop()
    return (fixture.log, port)
  }

  @Test("to an address that is not this machine's is refused, and the old one goes on")
  func refused() async throws {
    // TEST-NET-1 (RFC 5737): nobody has it.
    let (log, port) = try await Self.move(to: "192.0.2.1") { fixture, simulator, _ in
      let reply = HandsetReply(from: "12065550142", to: "12065550101", body: "Still there?")
      let id = try #require(await simulator.receive(reply))
      #expect(try await fixture.received(id)["body"]?.string == "Still there?")
    }
    #expect(log.contains { $0.contains("cannot listen on 192.0.2.1 port \(port)") })
  }

  @Test("to another address on the same port ends the old one")
  func moved() async throws {
    let (log, port) = try await Self.move(to: "127.0.0.2") { _, _, port in
      #expect(throws: SystemError.self) {
        _ = try FileDescriptor.connected(toLoopback: port, patience: 1)
      }
    }
    #expect(log.contains { $0.contains("listening address=127.0.0.2 port=\(port)") })
    #expect(log.contains { $0.contains(" notice reloaded") })
  }
}

/// The port in a URL such as `http://127.0.0.1:8025/…`.
enum CallbackPort {
  static func of(_ url: String) -> UInt16? {
    url.split(separator: "/").dropFirst().first?.split(separator: ":").last.flatMap { UInt16($0) }
  }
}
