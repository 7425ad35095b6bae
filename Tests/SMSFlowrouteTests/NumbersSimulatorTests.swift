import FlowrouteSimulator
import SMSCore
import SMSHTTP
import TestSupport
import Testing

@testable import SMSFlowroute

@Suite("Numbers of the simulated account", .timeLimit(.minutes(10)), .throttled)
struct NumbersSimulatorTests {
  private static func run(
    _ configuration: SimulatorConfiguration = SimulatorConfiguration(),
    _ body: (FlowrouteSimulator, FlowrouteProvider) async throws -> Void
  ) async throws {
    let simulator = try await FlowrouteSimulator.start(configuration)
    let fixture = try await TransportFixture(
      base: simulator.url,
      keys: KeyPair(
        accessKey: Credentials.demo.accessKey,
        secretKey: Credentials.demo.secretKey
      )
    )
    try await body(simulator, fixture.provider)
    await simulator.stop()
  }

  private static func phone(_ digits: String) throws -> PhoneNumber {
    try PhoneNumber(parsing: digits)
  }

  @Test("A number is bought, named, disabled and released, and each look shows it")
  func life() async throws {
    try await Self.run { simulator, provider in
      let number = try Self.phone("12065550123")
      #expect(try await provider.details(of: number).get() == nil)
      #expect(await provider.buy(number, withMessaging: true) == .done)
      let own = try #require(try await provider.details(of: number).get())
      #expect(own.isMessagingEnabled == true && own.task?.status == "successful")
      try await provider.setAlias("front desk", of: number).get()
      #expect(try await provider.details(of: number).get()?.alias == "front desk")
      let task = try await provider.setMessaging(false, of: number).get()
      let id = try #require(task.id)
      #expect(try await provider.status(ofTask: id).get() == "successful")
      #expect(try await provider.details(of: number).get()?.isMessagingEnabled == false)
      #expect(try await provider.status(ofTask: "unknown").get() == nil)
      try await provider.setCallback(.messages, of: number, to: "https://sms.example.com/x").get()
      #expect(await provider.release(number) == .done)
      #expect(try await provider.details(of: number).get() == nil)
      #expect(await provider.setAlias("x", of: number).isFailure)
      #expect(await simulator.numbers.map(\.number) == ["12065550101"])
    }
  }

  @Test("Lists are read page by page, whatever the page's size")
  func lists() async throws {
    let lines = (100...199).map { "12065550\($0)" }
    var configuration = SimulatorConfiguration()
    configuration.numbers = Set(lines)
    try await Self.run(configuration) { _, provider in
      var pages = NumberPages<OwnNumber>()
      while let query = pages.next {
        let smaller = NumberPageQuery(offset: query.offset, limit: 30)
        pages.take(try await provider.ownNumbers(smaller).get())
      }
      #expect(pages.entries.count == 100 && !pages.isRepeating)
    }
  }

  @Test("Numbers for sale are found by digits, place and kind")
  func search() async throws {
    try await Self.run { _, provider in
      func found(_ search: NumberSearch) async throws -> [AvailableNumber] {
        try await provider.availableNumbers(search, NumberPageQuery(offset: 0, limit: 200)).get()
          .entries
      }
      let seattle = try await found(NumberSearch(prefix: "206"))
      #expect(seattle.count == 99 && seattle.allSatisfy { $0.rateCenter == "SEATTLE" })
      #expect(seattle.first?.monthlyCost == "1.25")
      #expect(try await found(NumberSearch(state: "WA")).count == 199)
      #expect(try await found(NumberSearch(rateCenter: "SNFC CNTRL")).count == 100)
      #expect(try await found(NumberSearch(contains: "5550142", isTollFree: true)).count == 1)
      #expect(try await found(NumberSearch(suffix: "0101", state: "WA")).count == 1)
      let exact = try Self.phone("12125550142")
      #expect(try await found(NumberSearch(for: exact)).map(\.number) == [exact])
      #expect(try await found(NumberSearch(for: try Self.phone("12065550101"))).isEmpty)
    }
  }

  @Test("A purchase whose task cannot begin is done without texts, and sends nothing")
  func withoutMessaging() async throws {
    var configuration = SimulatorConfiguration()
    configuration.provisioning.outcome = .unavailable
    try await Self.run(configuration) { _, provider in
      let number = try Self.phone("12065550123")
      guard case .doneWithoutMessaging = await provider.buy(number, withMessaging: true) else {
        Issue.record("it was enabled")
        return
      }
      #expect(try await provider.details(of: number).get()?.isMessagingEnabled == false)
    }
  }

  @Test("What is refused says why")
  func refused() async throws {
    try await Self.run { _, provider in
      let taken = try Self.phone("12065550101")
      guard case .refused(let error) = await provider.buy(taken, withMessaging: true) else {
        Issue.record("it was bought again")
        return
      }
      #expect(error.code == .unprocessable && error.detail?.contains("not available") == true)
      let long = String(repeating: "x", count: 65)
      #expect(await provider.setAlias(long, of: taken).isFailure)
      #expect(await provider.setCallback(.messages, of: taken, to: "no URL").isFailure)
    }
  }

  @Test("The faults of a gateway are not the provider's word that a number is not ours")
  func pages() async throws {
    try await Self.run { simulator, provider in
      await simulator.insertFault(FaultRule(Fault(.loginPage), path: "/v2/numbers*"))
      let number = try Self.phone("12065550101")
      #expect(await provider.details(of: number).isFailure)
      #expect(await provider.ownNumbers(NumberPageQuery(offset: 0, limit: 10)).isFailure)
      #expect(await provider.setAlias("x", of: number).isFailure)
      guard case .doubt = await provider.buy(number, withMessaging: true) else {
        Issue.record("a page is no purchase")
        return
      }
    }
  }
}

extension Result {
  fileprivate var isFailure: Bool {
    if case .failure = self { true } else { false }
  }
}
