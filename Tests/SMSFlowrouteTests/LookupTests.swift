import FlowrouteSimulator
import SMSCore
import SMSHTTP
import SMSJSON
import TestSupport
import Testing

@testable import SMSFlowroute

@Suite("Lookups", .timeLimit(.minutes(10)), .throttled)
struct LookupTests {
  /// A lookup that is answered with this.
  private static func lookUp(_ answer: ScriptedStep) async throws -> LookupAnswer {
    let server = try ScriptedServer(.readRequest, answer)
    return try await TransportFixture(base: server.url).provider.lookUp("mdr2-1")
  }

  @Test(
    "the simulator's record comes without its text, in every version",
    arguments: SMSFlowroute.APIVersion.allCases
  )
  func simulated(_ api: SMSFlowroute.APIVersion) async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try await TransportFixture(
      base: simulator.url,
      api: api,
      keys: KeyPair(
        accessKey: Credentials.demo.accessKey,
        secretKey: Credentials.demo.secretKey
      )
    )
    guard case .accepted(let id?, _) = try await fixture.send().outcome else {
      Issue.record("the simulator takes it")
      return
    }
    guard case .found(let detail) = await fixture.provider.lookUp(id) else {
      Issue.record("the simulator knows it")
      return
    }
    let sent = await simulator.messages.first
    #expect(detail.record.contains(#""id":"\#(id)""#))
    #expect(detail.record.contains(#""direction":"outbound""#))
    #expect(detail.record.contains("delivery_receipts") == (api != .v2))
    #expect(!detail.record.contains(try #require(sent?.body)))
    #expect(await fixture.provider.lookUp("mdr2-unknown") == .absent)
    await simulator.stop()
  }

  @Test("members that nobody documents are left out, with the text of later versions")
  func unknownMembers() async throws {
    let body = #"""
      {"data":{"id":"mdr2-1","secret":"canary","attributes":{"to":"12065550142","body":"canary",
      "text":"canary","status":"delivered","amount_nanodollars":"4000000","is_mms":false,
      "delivery_receipts":[{"level":2,"body":"canary","status_code":1004},"canary"]}}}
      """#
    let detail = try await Self.lookUp(.answer("200 OK", body: body))
    let record = #"""
      {"type":"message","id":"mdr2-1","attributes":{"to":"12065550142","status":"delivered",\#
      "is_mms":false,"amount_nanodollars":"4000000",\#
      "delivery_receipts":[{"level":2,"status_code":1004},{}]}}
      """#
    #expect(detail == .found(MessageDetail(record: record)))
  }

  @Test(
    "prices are passed on where the provider has them, without further members",
    arguments: [true, false]
  )
  func prices(_ isBeside: Bool) async throws {
    let details = #""price_details":{"base_rate":0.004,"charged_cost":"0.0080","body":"canary"}"#
    let kept = #""price_details":{"base_rate":0.004,"charged_cost":"0.0080"}"#
    let body =
      isBeside
      ? #"{"data":{"id":"mdr2-1",\#(details),"attributes":{"is_mms":false}}}"#
      : #"{"data":{"id":"mdr2-1","attributes":{\#(details),"is_mms":false}}}"#
    let record =
      isBeside
      ? #"{"type":"message","id":"mdr2-1","attributes":{"is_mms":false},\#(kept)}"#
      : #"{"type":"message","id":"mdr2-1","attributes":{"is_mms":false,\#(kept)}}"#
    let detail = try await Self.lookUp(.answer("200 OK", body: body))
    #expect(detail == .found(MessageDetail(record: record)))
  }

  @Test("a record can be read again, whatever characters and numbers are in it")
  func oddMembers() async throws {
    let body = #"{"data":{"id":"mdr2-1","attributes":{"status":"a\u007f\u0001","is_mms":01}}}"#
    let detail = try await Self.lookUp(.answer("200 OK", body: body))
    let record =
      #"{"type":"message","id":"mdr2-1","attributes":{"status":"a\u007f\u0001","is_mms":"01"}}"#
    #expect(detail == .found(MessageDetail(record: record)))
    #expect(throws: Never.self) { try JSONParser.parseWritten(Array(record.utf8)) }
  }

  @Test("what is not an answer to the question is asked again, what never will be one is not")
  func faults() async throws {
    #expect(try await Self.lookUp(.answer("404 Not Found")) == .absent)
    for status in ["503 Service Unavailable", "500 Internal", "429 Too Many Requests", "200 OK"] {
      guard case .failed = try await Self.lookUp(.answer(status, body: "<html>")) else {
        Issue.record("\(status) may go over")
        continue
      }
    }
    guard case .failed = try await Self.lookUp(.reset) else {
      Issue.record("a broken connection may go over")
      return
    }
    for status in ["401 Unauthorized", "403 Forbidden", "302 Found"] {
      guard case .refused = try await Self.lookUp(.answer(status)) else {
        Issue.record("\(status) stays")
        continue
      }
    }
  }
}
