import FlowrouteSimulator
import SMSCore
import SMSFlowroute
import SMSHTTP
import SMSSystem
import TestSupport
import Testing

@Suite("The list, against the simulator", .throttled)
struct ListSimulatorTests {
  private static let hour: Int64 = 3_600_000_000_000

  private static var now: WallTime { WallTime(nanoseconds: Clocks.wall) }

  private func fixture(
    at simulator: FlowrouteSimulator,
    api: SMSFlowroute.APIVersion = .v2dot1,
    timeout: Double = 20
  ) async throws -> TransportFixture {
    let keys = SimulatorConfiguration().credentials
    return try await TransportFixture(
      base: simulator.url,
      api: api,
      timeout: timeout,
      keys: KeyPair(accessKey: keys.accessKey, secretKey: keys.secretKey)
    )
  }

  @Test(
    "each version shows what it took, word for word and at its time",
    arguments: SMSFlowroute.APIVersion.allCases
  )
  func versions(api: SMSFlowroute.APIVersion) async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try await fixture(at: simulator, api: api)
    let text = "say \"hi\" \\ \n\t é ☃ 👋"
    let sent = try Dispatch.sample(text: text)
    guard case .accepted(let id, _) = try await fixture.send(sent).outcome else {
      Issue.record("not accepted")
      return
    }
    let page = try #require(try await fixture.list(.around(Self.now)).page)
    let message = try #require(page.messages.first)
    #expect(message.id == id)
    #expect(message.isOutbound)
    #expect(message.to == .number(sent.envelope.to))
    #expect(message.from == .number(sent.envelope.from))
    #expect(message.text == sent.envelope.text)
    let stored = try #require(await simulator.messages.first).timestamp / 1_000_000
    // v2.1 writes hundredths.
    let unit: Int64 = api == .v2dot1 ? 10 : 1
    #expect(message.at?.milliseconds == stored / unit * unit)
    #expect(page.count == 1)
    #expect(page.isLast)
    await simulator.stop()
  }

  @Test(
    "pages hold every message once, the newest first, and the last one says so",
    arguments: SMSFlowroute.APIVersion.allCases
  )
  func pages(api: SMSFlowroute.APIVersion) async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try await fixture(at: simulator, api: api)
    for job in 1...7 {
      _ = try await fixture.send(try .sample(job: Int64(job), text: "message \(job)"))
    }
    let now = Self.now
    var texts: [String?] = []
    var ends: [Bool] = []
    for offset in [0, 3, 6] {
      let query = ListQuery.around(now, offset: offset, limit: 3)
      let page = try #require(try await fixture.list(query).page)
      texts += page.messages.map { $0.text?.string }
      ends.append(page.isLast)
    }
    #expect(texts == (1...7).reversed().map { "message \($0)" })
    #expect(ends == [false, false, true])
    let beyond = try #require(try await fixture.list(.around(now, offset: 7, limit: 3)).page)
    #expect(beyond.count == 0)
    #expect(beyond.isLast)
    await simulator.stop()
  }

  @Test("what lies outside the period is not listed, and its ends are")
  func period() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try await fixture(at: simulator, api: .v2dot2)
    _ = try await fixture.send()
    let at = WallTime(
      milliseconds: try #require(await simulator.messages.first).timestamp / 1_000_000
    )
    func count(from start: Int64, to end: Int64) async throws -> Int? {
      let query = ListQuery(
        start: WallTime(milliseconds: at.milliseconds + start),
        end: WallTime(milliseconds: at.milliseconds + end),
        offset: 0,
        limit: 10
      )
      return try await fixture.list(query).page?.count
    }
    #expect(try await count(from: 0, to: 1) == 1)
    #expect(try await count(from: -1_000, to: 1) == 1)
    #expect(try await count(from: 20, to: 1_000) == 0)
    #expect(try await count(from: -1_000, to: -20) == 0)
    await simulator.stop()
  }

  @Test("the provider's clock is measured", arguments: [-hour, 0, hour])
  func skew(nanoseconds: Int64) async throws {
    var configuration = SimulatorConfiguration()
    configuration.clockSkew = nanoseconds
    let simulator = try await FlowrouteSimulator.start(configuration)
    let fixture = try await fixture(at: simulator)
    let page = try #require(try await fixture.list(.around(Self.now)).page)
    let skew = try #require(page.skew)
    let truth = Interval(nanoseconds: nanoseconds)
    #expect(skew.atLeast <= truth)
    #expect(truth <= skew.atMost)
    await simulator.stop()
  }

  @Test("a message shows only once it is registered")
  func registration() async throws {
    var configuration = SimulatorConfiguration()
    configuration.registrationDelay = Self.hour
    let simulator = try await FlowrouteSimulator.start(configuration)
    let fixture = try await fixture(at: simulator)
    #expect(try await fixture.send().kind == .accepted)
    #expect(try await fixture.list(.around(Self.now)).page?.count == 0)
    await simulator.stop()
  }

  struct Row: CustomTestStringConvertible {
    var fault: String
    var code: ErrorCode
    var status: Int?
    /// libcurl asks once more by itself where a kept-alive connection broke, which a GET may.
    var times = 1
    var testDescription: String { fault }
  }

  @Test(
    "each fault ends as the table says, and the call after it works",
    arguments: [
      Row(fault: "401", code: .unauthorized, status: 401),
      Row(fault: "404", code: .wrongEndpoint, status: 404),
      Row(fault: "429", code: .tooManyRequests, status: 429),
      Row(fault: "500", code: .providerError, status: 500),
      Row(fault: "502", code: .providerUnavailable, status: 502),
      Row(fault: "503", code: .providerUnavailable, status: 503),
      Row(fault: "504", code: .providerUnavailable, status: 504),
      Row(fault: "drop", code: .connectionLost, times: 2),
      Row(fault: "reset", code: .connectionLost, times: 2),
      Row(fault: "truncated", code: .connectionLost, status: 200),
      Row(fault: "no-id", code: .connectionLost, status: 200),
      Row(fault: "hang", code: .timeout),
    ]
  )
  func faults(row: Row) async throws {
    let simulator = try await FlowrouteSimulator.start()
    let isSilent = row.code == .timeout
    let fixture = try await fixture(at: simulator, timeout: isSilent ? 2 : 20)
    #expect(try await fixture.send().kind == .accepted)
    let fault = try #require(Fault(name: row.fault, retryAfter: 7))
    let rule = FaultRule(fault, method: "GET", path: "/v2.1/*", times: row.times)
    await simulator.insertFault(rule)
    let answer = try await fixture.list(.around(Self.now))
    #expect(answer.error?.code == row.code)
    #expect(answer.error?.httpStatus == row.status)
    #expect(answer.retryAfter == row.status.map { _ in Interval(seconds: 7) })
    await simulator.removeFaults()
    #expect(try await fixture.list(.around(Self.now)).page?.count == 1)
    await simulator.stop()
  }

  @Test("libcurl may repeat a list call on a dead connection, and it is answered once")
  func repetition() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try await fixture(at: simulator)
    #expect(try await fixture.send().kind == .accepted)
    await simulator.insertFault(FaultRule(Fault(.drop), method: "GET", times: 1))
    let count = try await fixture.list(.around(Self.now)).page?.count
    // On a machine so busy that the connection was too old to be used again, it does not repeat.
    let isRepeated = await simulator.requests.map(\.method) == ["POST", "GET", "GET"]
    #expect(count == (isRepeated ? 1 : nil))
    #expect(try await fixture.list(.around(Self.now)).page?.count == 1)
    await simulator.stop()
  }
}
