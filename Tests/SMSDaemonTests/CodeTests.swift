import FlowrouteSimulator
import SMSDaemon
import SMSJSON
import SMSSystem
import TestSupport
import Testing

/// Codes through the whole daemon, in one process with the provider.
@Suite("Codes", .serialized, .throttled)
struct CodeTests {
  private func run(
    _ members: String = "",
    _ test: (DaemonFixture, FlowrouteSimulator) async throws -> Void
  ) async throws {
    try await DaemonFixture.run(members: members, test)
  }

  @Test("A code is sent in its text, is approved once, and is in no log line")
  func whole() async throws {
    try await run(#"verification: { origin: "example.com" },"#) { fixture, simulator in
      try fixture.ask(
        "v-1",
        #""kind": "verify", "to": "12065550142", "template": "{code}, please""#
      )
      let sent = try await fixture.result("v-1", is: "sent")
      #expect(sent["verification"]?.object?["attempts_left"] == 5)
      #expect(sent["priority"] == "urgent")
      let text = try #require(await simulator.messages.first?.body)
      let code = String(text.prefix(6))
      #expect(text == "\(code), please\n\n@example.com #\(code)")
      try fixture.ask("c-1", #""kind": "check", "verification": "v-1", "code": "\#(code)""#)
      let approved = try await fixture.result("c-1", is: "approved")
      #expect(approved["final"] == true)
      try fixture.ask("c-2", #""kind": "check", "verification": "v-1", "code": "\#(code)""#)
      #expect(try await fixture.result("c-2", is: "denied")["reason"] == "already_used")
      #expect(fixture.log.contains { $0.contains("approved") })
      #expect(!fixture.log.contains { $0.contains(code) })
    }
  }

  @Test("A code in doubt is sent again with the same digits, not looked up")
  func doubt() async throws {
    try await run { fixture, simulator in
      try fixture.ask("v-1", #""kind": "verify", "to": "12065556604""#)
      let sent = try await fixture.result("v-1", is: "sent")
      #expect(sent["attempts"] == 2)
      let texts = await simulator.messages.compactMap(\.body)
      #expect(texts.count == 2)
      #expect(Set(texts).count == 1)
    }
  }

  @Test("Twenty checks at once, each a file of its own, count exactly")
  func parallel() async throws {
    try await run { fixture, _ in
      try fixture.ask("v-1", #""kind": "verify", "to": "12065550142""#)
      _ = try await fixture.result("v-1", is: "sent")
      for index in 0..<20 {
        try fixture.ask("c-\(index)", #""kind": "check", "verification": "v-1", "code": "x""#)
      }
      var left: [Int64] = []
      var locked = 0
      for index in 0..<20 {
        let denied = try await fixture.result("c-\(index)", is: "denied")
        if denied["reason"] == "too_many_attempts" { locked += 1 }
        if denied["reason"] == "wrong_code", let count = denied["attempts_left"]?.number?.int64 {
          left.append(count)
        }
      }
      #expect(left.sorted() == [0, 1, 2, 3, 4])
      #expect(locked == 15)
    }
  }

  @Test("A code can be checked while its account is paused")
  func undelivered() async throws {
    try await run { fixture, simulator in
      await simulator.setCredentials(Credentials(accessKey: "x", secretKey: "y"))
      try fixture.ask("v-1", #""kind": "verify", "to": "12065550142""#)
      _ = try await fixture.result("v-1", is: "deferred")
      try fixture.ask("c-1", #""kind": "check", "verification": "v-1", "code": "x""#)
      let denied = try await fixture.result("c-1", is: "denied")
      #expect(denied["reason"] == "wrong_code")
      #expect(denied["attempts_left"] == 4)
    }
  }

  @Test("What may not go out fails at once, with the time to ask again")
  func refused() async throws {
    try await run { fixture, _ in
      try fixture.ask("v-1", #""kind": "verify", "to": "12065550142""#)
      _ = try await fixture.result("v-1", is: "sent")
      try fixture.ask("v-2", #""kind": "verify", "to": "12065550142""#)
      let error = try #require(try await fixture.result("v-2", is: "failed")["error"]?.object)
      #expect(error["code"] == "resend_too_soon")
      #expect(error["retry_at"] != nil)
      try fixture.ask("m-1", #""subject": "nobody", "body": "Hello""#)
      let unknown = try await fixture.result("m-1", is: "failed")
      #expect(unknown["error"]?.object?["code"] == "unknown_subject")
    }
  }

  @Test("A prefix is not refused for codes that went out a moment ago")
  func prefixGuard() async throws {
    try await run("verification: { prefix_guard_codes: 2, prefix_guard_share: 0.5 },") {
      fixture,
      _ in
      for last in 1...4 {
        try fixture.ask("v-\(last)", #""kind": "verify", "to": "1206555014\#(last)""#)
        _ = try await fixture.result("v-\(last)", is: "sent")
      }
      #expect(!fixture.log.contains { $0.contains("prefix refused") })
    }
  }

  @Test("A spool of verified phones sends to an enrolled one only")
  func required() async throws {
    try await run { fixture, simulator in
      try fixture.ask("e-1", #""kind": "enroll", "subject": "u-7", "to": "12065550142""#)
      _ = try await fixture.result("e-1", is: "sent")
      let code = String(try #require(await simulator.messages.first?.body).suffix(6))
      try fixture.ask("c-1", #""kind": "check", "verification": "e-1", "code": "\#(code)""#)
      _ = try await fixture.result("c-1", is: "approved")
      try fixture.ask("m-1", #""subject": "u-7", "body": "Hello""#)
      #expect(try await fixture.result("m-1", is: "sent")["to"] == "12065550142")
      try fixture.ask("u-1", #""kind": "unenroll", "subject": "u-7""#)
      _ = try await fixture.result("u-1", is: "done")
      try fixture.ask("m-2", #""subject": "u-7", "body": "Hello""#)
      _ = try await fixture.result("m-2", is: "failed")
    }
  }
}

extension DaemonFixture {
  /// Puts a request with these members where a producer does.
  func ask(_ id: String, _ members: String) throws {
    let name = try #require(FileName(id + ".json"))
    try Directory(path: directory.path("spool/default/incoming"))
      .writeReplacing(name, Array("{\"id\": \"\(id)\", \(members)}".utf8), durable: false)
  }
}
