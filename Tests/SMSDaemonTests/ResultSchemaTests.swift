import FlowrouteSimulator
import SMSCore
import SMSDaemon
import SMSJSON
import SMSSystem
import TestSupport
import Testing

/// What the daemon writes, against the JSON Schema that producers get; the fixture checks each result.
@Suite("The schema of results", .serialized, .timeLimit(.minutes(10)), .throttled)
struct ResultSchemaTests {
  private struct Case {
    let id: String
    let members: String
    let status: String
  }

  /// In order: what a case needs was done by those before it.
  private static let cases = [
    Case(
      id: "m-1",
      members: #""to": "12065550142", "body": "x", "metadata": {"a": 1}"#,
      status: "sent"
    ),
    Case(id: "m-2", members: #""to": "12065550403", "body": "x""#, status: "failed"),
    Case(id: "m-3", members: #""to": "12065550500", "body": "x""#, status: "failed"),
    Case(id: "m-4", members: #""subject": "nobody", "body": "x""#, status: "failed"),
    Case(id: "m-5", members: #""to": "12065550142", "body": 5"#, status: "rejected"),
    Case(id: "v-1", members: #""kind": "verify", "to": "12065550142""#, status: "sent"),
    Case(id: "v-2", members: #""kind": "verify", "to": "12065550142""#, status: "failed"),
    Case(id: "v-3", members: #""kind": "verify", "to": "12065550403""#, status: "failed"),
    Case(id: "v-4", members: #""kind": "verify", "to": "12065550604""#, status: "uncertain"),
    Case(id: "v-5", members: #""kind": "verify", "subject": "u-7""#, status: "failed"),
    Case(id: "v-6", members: #""kind": "verify""#, status: "rejected"),
    Case(
      id: "c-1",
      members: #""kind": "check", "verification": "v-1", "code": "x""#,
      status: "denied"
    ),
    Case(
      id: "c-2",
      members: #""kind": "check", "verification": "none", "code": "x""#,
      status: "denied"
    ),
    Case(
      id: "c-3",
      members: #""kind": "check", "verification": "v-1", "code": 1"#,
      status: "rejected"
    ),
    Case(
      id: "e-1",
      members: #""kind": "enroll", "subject": "u-7", "to": "12065550143""#,
      status: "sent"
    ),
    Case(id: "v-7", members: #""kind": "verify", "subject": "u-7""#, status: "failed"),
    Case(id: "u-1", members: #""kind": "unenroll", "subject": "u-7""#, status: "done"),
    Case(id: "u-2", members: #""kind": "unenroll", "subject": "u-7""#, status: "failed"),
    Case(id: "l-1", members: #""kind": "lookup", "message": "m-1""#, status: "found"),
    Case(id: "l-2", members: #""kind": "lookup", "message": "none""#, status: "failed"),
    Case(id: "x-1", members: #""kind": "cancel", "message": "m-1""#, status: "failed"),
    Case(id: "x-2", members: #""kind": "cancel", "message": "none""#, status: "failed"),
    Case(
      id: "p-1",
      members: #""kind": "update", "message": "m-1", "priority": "high""#,
      status: "failed"
    ),
    Case(
      id: "p-2",
      members: #""kind": "update", "message": "none", "body": "x""#,
      status: "failed"
    ),
    Case(id: "p-3", members: #""kind": "update", "message": "m-1""#, status: "rejected"),
    Case(
      id: "p-4",
      members: #""kind": "update", "message": "v-1", "body": "x""#,
      status: "failed"
    ),
  ]

  @Test("The result of each kind of request, however it ended, is one that the schema allows")
  func results() async throws {
    try await Self.run { fixture, simulator in
      for one in Self.cases {
        try fixture.ask(one.id, one.members)
        _ = try await fixture.result(one.id, is: one.status)
      }
      let text = try #require(await simulator.messages.first { $0.body?.hasPrefix("Your") == true })
      let code = try #require(text.body?.suffix(6))
      try fixture.ask("c-9", #""kind": "check", "verification": "v-1", "code": "\#(code)""#)
      _ = try await fixture.result("c-9", is: "approved")
    }
  }

  @Test("So is the immediate result of a request with an ack, and its refusal")
  func acks() async throws {
    try await Self.run { fixture, simulator in
      try fixture.submit("m-1", members: #", "ack": "t-1", "not_before": "2099-01-01T00:00:00Z""#)
      #expect(try await fixture.result("t-1", is: "rejected")["id"] == "m-1")
      let later = RFC3339.text(
        WallTime(nanoseconds: Clocks.wall).advanced(by: Interval(seconds: 3_600))
      )
      try fixture.submit("m-1", members: #", "ack": "t-2", "not_before": "\#(later)""#)
      #expect(try await fixture.result("m-1", is: "queued")["acks"] == ["t-2"])
      try fixture.submit("m-1", members: #", "ack": "t-3", "not_before": "\#(later)""#)
      _ = try await fixture.result("m-1") { $0["acks"] == ["t-2", "t-3"] }
      try fixture.submit("m-1", to: "12065550143", members: #", "ack": "t-4""#)
      #expect(try await fixture.result("t-4", is: "rejected")["ack"] == "t-4")
      try fixture.ask("x-1", #""kind": "cancel", "message": "m-1", "ack": "t-5""#)
      #expect(try await fixture.result("x-1", is: "canceled")["ack"] == "t-5")
      #expect(try await fixture.result("m-1", is: "canceled")["acks"] == ["t-2", "t-3"])
      #expect(await simulator.messages.isEmpty)
    }
  }

  @Test("So is the refusal of a file whose name is not an id")
  func oddName() async throws {
    try await Self.run { fixture, _ in
      try fixture.drop("a b", #"{"to": "12065550142"}"#)
      _ = try await fixture.result("a b", is: "rejected")
    }
  }

  @Test("So is what is not final, and what is canceled")
  func notFinal() async throws {
    try await Self.run { fixture, simulator in
      await simulator.setCredentials(Credentials(accessKey: "x", secretKey: "y"))
      for (id, members) in [
        ("m-1", #""to": "12065550142", "body": "x""#),
        ("v-1", #""kind": "verify", "to": "12065550142""#),
      ] {
        try fixture.ask(id, members)
        _ = try await fixture.result(id, is: "deferred")
        try fixture.ask("x-\(id)", #""kind": "cancel", "message": "\#(id)""#)
        for name in [id, "x-\(id)"] {
          _ = try await fixture.result(name, is: "canceled")
        }
      }
    }
  }

  @Test(
    "A result that breaks the schema is found",
    arguments: [
      #"{}"#, #"{"id": "c", "kind": "check", "status": "denied", "final": true}"#,
      """
      {"id": "c", "kind": "check", "status": "approved", "final": true, "attempts_left": 3,
       "accepted_at": "2026-11-23T08:00:00.123Z", "updated_at": "2026-11-23T08:00:00.123Z",
       "metadata": {}}
      """,
      """
      {"id": "c", "kind": "check", "status": "approved", "final": true, "code": "123456",
       "accepted_at": "2026-11-23T08:00:00.123Z", "updated_at": "2026-11-23T08:00:00.123Z",
       "metadata": {}}
      """,
    ]
  )
  func broken(_ text: String) throws {
    let schema = try JSONSchema("result.schema.json")
    #expect(try !schema.faults(of: JSONParser.parse(Array(text.utf8))).isEmpty)
  }

  private static func run(
    _ test: (DaemonFixture, FlowrouteSimulator) async throws -> Void
  ) async throws {
    try await DaemonFixture.run(members: DaemonFixture.quickLooks, test)
  }
}
