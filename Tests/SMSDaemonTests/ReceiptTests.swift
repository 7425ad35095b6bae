import FlowrouteSimulator
import SMSDaemon
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@Suite("Receipts", .serialized, .timeLimit(.minutes(10)), .throttled)
struct ReceiptTests {
  private static let listener = "listener: { port: 0 },"

  /// Sends one message to a provider that behaves so, and returns its result once that satisfies.
  private static func delivered(
    _ change: (inout SimulatorConfiguration) -> Void,
    _ id: String = "one",
    until isReached: @escaping @Sendable (JSONObject) -> Bool
  ) async throws -> (JSONObject, DaemonFixture) {
    var configuration = SimulatorConfiguration()
    change(&configuration)
    let simulator = try await FlowrouteSimulator.start(configuration)
    let fixture = try DaemonFixture(port: simulator.port, members: listener)
    let daemon = try await fixture.start()
    try fixture.submit(id)
    let result = try await fixture.result(id) { isReached($0) }
    await daemon.drain()
    await simulator.stop()
    return (result, fixture)
  }

  private static func delivery(_ result: JSONObject) -> JSONObject? { result["delivery"]?.object }

  @Test(
    "of both shapes end in the result, without the text",
    arguments: [ReceiptPlan.Shape.wrapped, .flat]
  )
  func shapes(_ shape: ReceiptPlan.Shape) async throws {
    let (result, fixture) = try await Self.delivered {
      $0.receipts.shape = shape
      $0.receipts.code = 1_004
      $0.receipts.hasTextCodes = true
    } until: {
      Self.delivery($0)?["receipts"]?.array?.count == 2
    }
    #expect(result["status"]?.string == "sent" && result["final"]?.bool == true)
    let delivery = try #require(Self.delivery(result))
    #expect(delivery["status"]?.string == "delivered")
    #expect(delivery["code"]?.number?.double == 1_004)
    let text = String(decoding: JSONWriter.write(.object(result)), as: UTF8.self)
    #expect(!text.contains("A text for nobody else"))
    #expect(!fixture.log.joined().contains("A text for nobody else"))
    #expect(!fixture.log.joined().contains("/flowroute/"))
  }

  @Test("come over IPv6 as well")
  func overIPv6() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try DaemonFixture(
      port: simulator.port,
      members: #"listener: { address: "::1", port: 0 },"#
    )
    let daemon = try await fixture.start()
    #expect(await daemon.callbackURLs?.receipts.hasPrefix("http://[::1]:") == true)
    try fixture.submit("one")
    _ = try await fixture.result("one") { Self.delivery($0)?["receipts"]?.array?.count == 2 }
    await daemon.drain()
    await simulator.stop()
    #expect(fixture.log.contains { $0.contains("listening address=::1") })
  }

  @Test("that come before our own answer are joined to it")
  func early() async throws {
    let (result, _) = try await Self.delivered {
      $0.latency = 300_000_000
      $0.receipts.levels = [2]
    } until: {
      $0["delivery"] != nil
    }
    #expect(Self.delivery(result)?["status"]?.string == "accepted_by_carrier")
  }

  @Test("out of order and twice leave each one once, and the farthest counts")
  func disorder() async throws {
    let (result, _) = try await Self.delivered {
      $0.receipts.levels = [2, 1]
      $0.receipts.copies = 2
    } until: {
      Self.delivery($0)?["receipts"]?.array?.count == 2
    }
    #expect(Self.delivery(result)?["status"]?.string == "accepted_by_carrier")
    #expect(Self.delivery(result)?["at"]?.string != nil)
  }

  @Test("of a STOP keep the next message back, without a call")
  func optedOut() async throws {
    var configuration = SimulatorConfiguration()
    configuration.receipts.code = 1_110
    let simulator = try await FlowrouteSimulator.start(configuration)
    let fixture = try DaemonFixture(port: simulator.port, members: Self.listener)
    let daemon = try await fixture.start()
    try fixture.submit("one")
    let first = try await fixture.result("one") {
      Self.delivery($0)?["code"]?.number?.double == 1_110
    }
    #expect(first["status"]?.string == "sent")
    #expect(Self.delivery(first)?["status"]?.string == "undelivered")
    try fixture.submit("two")
    let second = try await fixture.result("two", is: "failed")
    #expect(second["error"]?.object?["code"]?.string == "recipient_opted_out")
    #expect(second["attempts"]?.number?.double == 0)
    #expect(await simulator.messages.count == 1)
    await daemon.drain()
    await simulator.stop()
  }

  @Test("are asked for only while the listener is on")
  func off() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try DaemonFixture(port: simulator.port)
    let daemon = try await fixture.start()
    #expect(await daemon.callbackURLs == nil)
    try fixture.submit("one")
    _ = try await fixture.result("one", is: "sent")
    try fixture.configure(members: Self.listener)
    await daemon.reload()
    try fixture.submit("two")
    _ = try await fixture.result("two") { $0["delivery"] != nil }
    await simulator.wait { $0.callbacks == 2 }
    await daemon.drain()
    await simulator.stop()
  }
}
