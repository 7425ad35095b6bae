import FlowrouteSimulator
import SMSSystem
import TestSupport
import Testing

@Suite("A flood of the listener", .timeLimit(.minutes(10)), .throttled)
struct FloodTests {
  private static let messages = 12
  private static let connections = 400

  /// A connection that stays open as long as this does.
  private final class Idle {
    private let socket: FileDescriptor

    init(port: UInt16) throws {
      socket = try FileDescriptor.connected(toLoopback: port, patience: 20)
    }
  }

  @Test("of wrong tokens and idle connections stops no message, and has its bounds")
  func flood() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let port = try LoopbackSocket.port(of: LoopbackSocket.bound())
    let fixture = try ProgramFixture(
      port: simulator.port,
      members: "listener: { port: \(port) },"
    )
    let daemon = try await fixture.serve()
    let memory = try ProcessUsage(of: daemon.identifier).residentBytes
    let files = try Self.openFiles(of: daemon)
    let call =
      "POST /flowroute/\(String(repeating: "x", count: 43))/receipt HTTP/1.1\r\n"
      + "Host: a\r\nContent-Length: 2\r\n\r\n{}"
    var held: [Idle] = []
    for number in 0..<Self.messages {
      try fixture.submit("m\(number)", body: "Message \(number)")
      for _ in 0..<Self.connections / Self.messages {
        let knock = try FileDescriptor.connected(toLoopback: port, patience: 20)
        try knock.write(Array(call.utf8))
        // A further one says nothing, and stays.
        held.append(try Idle(port: port))
        #expect(try Self.openFiles(of: daemon) - files < 256 + 64)
      }
    }
    for number in 0..<Self.messages {
      #expect(try await fixture.status(of: "m\(number)") == "sent")
    }
    #expect(held.count > 256)
    #expect(try ProcessUsage(of: daemon.identifier).residentBytes - memory < 64 << 20)
    try daemon.send(.terminate)
    #expect(try await daemon.wait() == .exited(0))
    #expect(await simulator.messages.count == Self.messages)
    await simulator.stop()
  }

  private static func openFiles(of process: ChildProcess) throws -> Int {
    var listing = try Directory(path: "/proc/\(process.identifier)/fd").listing()
    var count = 0
    while try listing.next() != nil { count += 1 }
    return count
  }
}
