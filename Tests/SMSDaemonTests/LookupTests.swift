import FlowrouteSimulator
import SMSDaemon
import SMSJSON
import TestSupport
import Testing

@Suite("Lookups by request", .serialized, .timeLimit(.minutes(10)), .throttled)
struct LookupTests {
  /// Runs a daemon, sends one message, and looks up.
  private static func run(
    _ body: (DaemonFixture, FlowrouteSimulator, JSONObject) async throws -> Void
  ) async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try DaemonFixture(port: simulator.port)
    let daemon = try await fixture.start()
    try fixture.submit("one")
    try await body(fixture, simulator, try await fixture.result("one", is: "sent"))
    await daemon.drain()
    await simulator.stop()
  }

  @Test("find the record by our id and by the provider's, without its text")
  func found() async throws {
    try await Self.run { fixture, _, sent in
      let id = try #require(sent["provider_message_id"]?.string)
      for (name, target) in [("a", "one"), ("b", id)] {
        try fixture.drop(name, #"{"kind": "lookup", "message": "\#(target)"}"#)
        let result = try await fixture.result(name, is: "found")
        #expect(result["final"]?.bool == true && result["kind"]?.string == "lookup")
        let record = try #require(result["record"]?.object)
        #expect(record["id"]?.string == id)
        #expect(record["attributes"]?.object?["to"]?.string == "12065550142")
        let text = String(decoding: JSONWriter.write(.object(result)), as: UTF8.self)
        #expect(!text.contains("A text for nobody else"))
      }
    }
  }

  @Test("wait for a record that is too fresh to show")
  func fresh() async throws {
    try await Self.run { fixture, simulator, _ in
      let missing = FaultRule(
        Fault(.status(404)),
        method: "GET",
        path: "/v2.1/messages/*",
        times: 1
      )
      await simulator.insertFault(missing)
      try fixture.drop("a", #"{"kind": "lookup", "message": "one"}"#)
      _ = try await fixture.result("a", is: "found")
      #expect(await simulator.statistics.answers[404] == 1)
    }
  }

  @Test("fail for what the spool does not know, and for what was not sent")
  func unknown() async throws {
    try await Self.run { fixture, _, _ in
      try fixture.drop("a", #"{"kind": "lookup", "message": "nobody"}"#)
      let unknown = try await fixture.result("a", is: "failed")["error"]?.object
      #expect(unknown?["code"]?.string == "unknown_message")
      try fixture.submit("failed", to: "12065550403")
      _ = try await fixture.result("failed", is: "failed")
      try fixture.drop("b", #"{"kind": "lookup", "message": "failed"}"#)
      let unsent = try await fixture.result("b", is: "failed")["error"]?.object
      #expect(unsent?["code"]?.string == "unknown_message")
      #expect(unsent?["message"]?.string?.contains("it is failed") == true)
    }
  }
}
