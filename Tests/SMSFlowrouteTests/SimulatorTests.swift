import FlowrouteSimulator
import SMSCore
import SMSFlowroute
import SMSHTTP
import TestSupport
import Testing

@Suite("Against the simulator", .throttled)
struct SimulatorTests {
  private func fixture(
    at simulator: FlowrouteSimulator,
    api: SMSFlowroute.APIVersion = .v2dot1,
    secretKey: String? = nil,
    timeout: Double = 20
  ) async throws -> TransportFixture {
    let keys = SimulatorConfiguration().credentials
    return try await TransportFixture(
      base: simulator.url,
      api: api,
      timeout: timeout,
      keys: KeyPair(accessKey: keys.accessKey, secretKey: secretKey ?? keys.secretKey)
    )
  }

  @Test("silence after others were answered leaves doubt at its own limit")
  func silenceAmongAnswers() async throws {
    let simulator = try await FlowrouteSimulator.start()
    await simulator.insertFault(FaultRule(Fault(.slow, delay: 300_000_000), to: "12065550143"))
    await simulator.insertFault(FaultRule(Fault(.slow, delay: 60_000_000_000), to: "12065550144"))
    let fixture = try await fixture(at: simulator, timeout: 3)
    // Their limits would come first, and fall away: the limit of the last one lies further on.
    for job in 1...4 {
      let isLast = job == 4
      let to = isLast ? "12065550144" : "12065550143"
      fixture.provider.send([try .sample(job: Int64(job), to: to, text: "\(job)")])
      await simulator.wait { $0.messages == job }
    }
    var codes: [JobNumber: ErrorCode?] = [:]
    for _ in 1...4 {
      let attempt = try await fixture.ending()
      codes[attempt.job] = attempt.error?.code
    }
    #expect(codes[JobNumber(4)] == .timeout)
    await simulator.stop()
  }

  @Test(
    "each version of the API takes a message as it is",
    arguments: SMSFlowroute.APIVersion.allCases
  )
  func versions(api: SMSFlowroute.APIVersion) async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try await fixture(at: simulator, api: api)
    let text = "say \"hi\" \\ \n\t é ☃ 👋"
    let attempt = try await fixture.send(try .sample(text: text))
    let message = try #require(await simulator.messages.first)
    let status = api == .v2 ? 200 : 202
    #expect(attempt.outcome == .accepted(providerMessageID: message.id, httpStatus: status))
    #expect(message.body == text)
    #expect(message.to == "12065550142")
    #expect(message.from == "12065550101")
    #expect(try await fixture.probe() == nil)
    await simulator.stop()
  }

  struct Row: CustomTestStringConvertible {
    var last: String
    var kind: OutcomeKind
    var code: ErrorCode?
    var copies = 0
    var testDescription: String { last }
  }

  @Test(
    "each magic number ends as the contract says",
    arguments: [
      Row(last: "0400", kind: .failed, code: .recipientOptedOut),
      Row(last: "0401", kind: .account, code: .unauthorized),
      Row(last: "0403", kind: .failed, code: .forbidden),
      Row(last: "0404", kind: .account, code: .wrongEndpoint),
      Row(last: "0405", kind: .account, code: .wrongEndpoint),
      Row(last: "0411", kind: .failed, code: .recipientOptedOut),
      Row(last: "0415", kind: .account, code: .wrongEndpoint),
      Row(last: "0422", kind: .failed, code: .unprocessable),
      Row(last: "0429", kind: .refused, code: .tooManyRequests),
      Row(last: "0430", kind: .refused, code: .tooManyRequests),
      Row(last: "0500", kind: .doubt, code: .providerError),
      Row(last: "5500", kind: .doubt, code: .providerError, copies: 1),
      Row(last: "0502", kind: .doubt, code: .providerUnavailable),
      Row(last: "0503", kind: .refused, code: .providerUnavailable),
      Row(last: "0504", kind: .doubt, code: .providerUnavailable),
      Row(last: "0530", kind: .refused, code: .providerUnavailable),
      Row(last: "0601", kind: .doubt, code: .timeout),
      Row(last: "0602", kind: .doubt, code: .timeout, copies: 1),
      Row(last: "0603", kind: .doubt, code: .connectionLost),
      Row(last: "0604", kind: .doubt, code: .connectionLost, copies: 1),
      Row(last: "0605", kind: .doubt, code: .connectionLost),
      Row(last: "0606", kind: .doubt, code: .connectionLost, copies: 1),
      Row(last: "0607", kind: .accepted, copies: 1),
      Row(last: "0608", kind: .accepted, copies: 1),
    ]
  )
  func magic(row: Row) async throws {
    let simulator = try await FlowrouteSimulator.start()
    // Only the silent ones wait for their limit.
    let isSilent = row.code == .timeout
    let fixture = try await fixture(at: simulator, timeout: isSilent ? 3 : 20)
    // On a connection that already served: the place where a second copy would be made.
    #expect(try await fixture.send().kind == .accepted)
    let attempt = try await fixture.send(job: 2, to: "1206555" + row.last)
    #expect(attempt.kind == row.kind)
    #expect(attempt.error?.code == row.code)
    #expect(await simulator.messages.count == 1 + row.copies)
    #expect(await simulator.requests.count == 2)
    await simulator.stop()
  }

  @Test("a Retry-After is heard")
  func retryAfter() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try await fixture(at: simulator)
    for (last, wait) in [("0430", 2.0), ("0530", 2.0), ("0429", nil)] as [(String, Double?)] {
      guard case .refused(_, let heard) = try await fixture.send(to: "1206555" + last).outcome
      else {
        Issue.record("no refusal")
        continue
      }
      #expect(heard?.seconds == wait)
    }
    await simulator.stop()
  }

  @Test("a key that does not fit fails the probe, and the right one passes it")
  func keys() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let wrong = try await fixture(at: simulator, secretKey: "wrong").probe()
    #expect(wrong?.code == .unauthorized)
    #expect(wrong?.httpStatus == 401)
    #expect(wrong?.detail?.isEmpty == false)
    #expect(wrong?.errorID?.isEmpty == false)
    #expect(try await fixture(at: simulator).probe() == nil)
    await simulator.stop()
  }

  @Test("a thousand messages arrive once each")
  func thousand() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try await fixture(at: simulator)
    let dispatches = try (1...1_000).map { try Dispatch.sample(job: $0, text: "message \($0)") }
    for start in stride(from: 0, to: 1_000, by: 100) {
      fixture.provider.send(Array(dispatches[start..<(start + 100)]))
      for _ in 0..<100 {
        #expect(try await fixture.ending().kind == .accepted)
      }
    }
    let bodies = await simulator.messages.compactMap(\.body)
    #expect(bodies.count == 1_000)
    #expect(Set(bodies).count == 1_000)
    await simulator.stop()
  }
}
