import FlowrouteSimulator
import SMSCore
import SMSHTTP
import TestSupport
import Testing

@testable import SMSFlowroute

@Suite("The account's callbacks", .timeLimit(.minutes(10)), .throttled)
struct CallbackTests {
  private static let url = "https://sms.example.com/flowroute/x/receipt"

  private static func fixture(
    _ simulator: FlowrouteSimulator,
    _ api: SMSFlowroute.APIVersion = .v2dot1,
    secretKey: String = Credentials.demo.secretKey
  ) async throws -> TransportFixture {
    try await TransportFixture(
      base: simulator.url,
      api: api,
      keys: KeyPair(accessKey: Credentials.demo.accessKey, secretKey: secretKey)
    )
  }

  @Test(
    "are set, shown and removed, between messages on the same handles",
    arguments: SMSFlowroute.APIVersion.allCases
  )
  func roundTrip(_ api: SMSFlowroute.APIVersion) async throws {
    let simulator = try await FlowrouteSimulator.start()
    let fixture = try await Self.fixture(simulator, api)
    let provider = fixture.provider
    for callback in AccountCallback.allCases {
      #expect(try await provider.callback(callback).get() == nil)
      try await provider.setCallback(callback, to: Self.url).get()
      #expect(try await provider.callback(callback).get() == Self.url)
      #expect(try await fixture.send().kind == .accepted)
      try await provider.removeCallback(callback).get()
      #expect(try await provider.callback(callback).get() == nil)
      #expect(try await fixture.send().kind == .accepted)
    }
    await simulator.stop()
  }

  @Test("tell why they cannot be set")
  func refused() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let wrong = try await Self.fixture(simulator, secretKey: "wrong").provider
    #expect(Self.code(await wrong.setCallback(.messages, to: Self.url)) == .unauthorized)
    #expect(Self.code(await wrong.callback(.messages)) == .unauthorized)
    let right = try await Self.fixture(simulator).provider
    #expect(Self.code(await right.setCallback(.messages, to: "no URL")) == .unprocessable)
    await simulator.stop()
  }

  @Test("are removed where the provider has none")
  func none() async throws {
    let simulator = try await FlowrouteSimulator.start()
    await simulator.insertFault(FaultRule(Fault(.status(404)), method: "DELETE"))
    try await Self.fixture(simulator).provider.removeCallback(.messages).get()
    await simulator.stop()
  }

  @Test("go with a message of v2.1 and v2.2, if there is one")
  func ofMessage() throws {
    let dispatch = try Dispatch.sample(job: 1, to: "12065550142")
    for api in SMSFlowroute.APIVersion.allCases {
      let request = TransferRequest(sending: dispatch, api: api, receiptURL: Self.url)
      guard case .post(let body) = request.content else { continue }
      let json = String(decoding: body, as: UTF8.self)
      #expect(json.contains(#""dlr_callback":"\#(Self.url)""#) == (api != .v2))
      let plain = TransferRequest(sending: dispatch, api: api)
      guard case .post(let body) = plain.content else { continue }
      #expect(!String(decoding: body, as: UTF8.self).contains("dlr_callback"))
    }
  }

  private static func code<Value>(_ result: Result<Value, ProviderError>) -> ErrorCode? {
    if case .failure(let error) = result { error.code } else { nil }
  }
}
