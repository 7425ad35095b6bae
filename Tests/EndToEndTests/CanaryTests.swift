import FlowrouteSimulator
import SMSJSON
import SMSSystem
import TestSupport
import Testing

/// No byte that the daemon writes holds a code, or a text that carried one.
@Suite("The canary", .timeLimit(.minutes(10)), .throttled)
struct CanaryTests {
  /// Ten digits stand nowhere by chance.
  private static let members = """
    verification: {
      code_length: 10, resend_after_seconds: 0, max_codes_per_hour: 100, origin: "example.com",
    },
    retry: { max_attempts: 2, first_delay_seconds: 0.05 },
    """

  @Test("A code passes through everything, and is in no file, a crash included")
  func codes() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try ProgramFixture(port: simulator.port, members: Self.members)
    let daemon = try await fixture.serve()
    let spool = try SpoolUse(fixture)
    // Sent, sent again, checked wrong and right, in doubt, refused by the provider, repeated.
    try await spool.ask("e-1", #""kind": "enroll", "subject": "u-7", "to": "12065550142""#)
    try await spool.ask("e-2", #""kind": "enroll", "subject": "u-7", "to": "12065550142""#)
    try await spool.ask("v-1", #""kind": "verify", "to": "12065556604""#)
    try await spool.ask("v-2", #""kind": "verify", "to": "12065550403""#)
    let codes = await simulator.messages.map { String($0.body?.suffix(10) ?? "") }
    #expect(codes.count == 4)
    try await spool.ask("c-1", #""kind": "check", "verification": "e-1", "code": "1234567""#)
    let check = #""kind": "check", "verification": "e-2", "code": "\#(codes[0])""#
    #expect(try await spool.ask("c-2", check) == "approved")
    #expect(try await spool.ask("c-3", check) == "denied")
    let sent = await simulator.messages.compactMap(\.body)
    let files = try FilesBelow(fixture.directory.path)
    #expect(try files.holding(codes + sent) == [])
    try daemon.send(.kill)
    _ = try await daemon.wait()
    #expect(try files.holding(codes + sent) == [])
    // The search finds what is there.
    #expect(try !files.holding(["12065550142"]).isEmpty)
    await simulator.stop()
  }

  @Test("After a kill in the middle of sending, the same code is sent again and is good")
  func killed() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try ProgramFixture(port: simulator.port, members: Self.members)
    let first = try await fixture.serve()
    let spool = try SpoolUse(fixture)
    // Accepted and never answered, once for each text.
    try spool.submit("v-1", #""kind": "verify", "to": "12065556602""#)
    await simulator.wait { $0.messages == 1 }
    try first.send(.kill)
    _ = try await first.wait()
    let second = try await fixture.serve()
    #expect(try await spool.status(of: "v-1") == "sent")
    let texts = await simulator.messages.compactMap(\.body)
    #expect(texts.count == 2)
    #expect(Set(texts).count == 1)
    let code = String(texts[0].suffix(10))
    let check = #""kind": "check", "verification": "v-1", "code": "\#(code)""#
    #expect(try await spool.ask("c-1", check) == "approved")
    try second.send(.terminate)
    _ = try await second.wait()
    await simulator.stop()
  }
}

/// A producer that asks and waits for final results.
private struct SpoolUse {
  private let incoming: Directory
  private let results: Directory

  init(_ fixture: ProgramFixture) throws {
    incoming = try Directory(path: fixture.directory.path("spool/incoming"))
    results = try Directory(path: fixture.directory.path("spool/results"))
  }

  /// Submits a request.
  ///
  /// - Returns: The status of its final result.
  @discardableResult
  func ask(_ id: String, _ members: String) async throws -> String {
    try submit(id, members)
    return try await status(of: id)
  }

  func submit(_ id: String, _ members: String) throws {
    let name = try #require(FileName("\(id).json"))
    let request = "{\"id\": \"\(id)\", \(members)}"
    try incoming.writeReplacing(name, Array(request.utf8), mode: 0o640, durable: false)
  }

  /// The status of a final result, once there is one.
  func status(of id: String) async throws -> String {
    let name = try #require(FileName("\(id).json"))
    return try await DirectoryWatch.wait(in: results) {
      guard try results.contains(name) else { return nil }
      let result = try JSONParser.parse(results.read(name, upTo: 1 << 20)).object
      return result?["final"]?.bool == true ? result?["status"]?.string : nil
    }
  }
}
