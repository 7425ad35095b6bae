import FlowrouteSimulator
import SMSCore
import SMSHTTP
import TestSupport
import Testing

@testable import SMSFlowroute

@Suite("Files that the provider fetches from us", .throttled)
struct MediaServiceTests {
  private static let copies = MediaCopies(
    key: String(repeating: "0f", count: 32),
    files: [MediaCopies.File(suffix: "jpg", digest: "00")]
  )
  /// Nothing listens there.
  private static let address = "http://127.0.0.1:1/flowroute/media"

  private func attempt(
    _ service: MediaService,
    urls: [String] = [],
    _ simulator: FlowrouteSimulator
  ) async throws -> Attempt {
    let keys = SimulatorConfiguration().credentials
    let fixture = try await TransportFixture(
      base: simulator.url,
      keys: KeyPair(accessKey: keys.accessKey, secretKey: keys.secretKey),
      media: service
    )
    var dispatch = try Dispatch.sample()
    dispatch.envelope.media = Media(urls: urls, copies: Self.copies)
    return try await fixture.send(dispatch)
  }

  @Test("are named by their addresses, after those that lie elsewhere")
  func addresses() throws {
    var dispatch = try Dispatch.sample(text: "")
    dispatch.envelope.media = Media(urls: ["https://example.com/a"], copies: Self.copies)
    let service = MediaService(address: "https://sms.example.com/flowroute/media")
    let addresses = try #require(service.addresses(of: Self.copies))
    let request = TransferRequest(sending: dispatch, api: .v2dot1, copies: addresses)
    guard case .post(let bytes) = request.content else { return }
    let url = "https://sms.example.com/flowroute/media/\(Self.copies.key)/1.jpg"
    #expect(
      String(decoding: bytes, as: UTF8.self)
        .contains(#""media_urls":["https://example.com/a","\#(url)"],"is_mms":true"#)
    )
    #expect(MediaService().addresses(of: Self.copies) == nil)
  }

  @Test("what was not fetched is tried again if nobody asked for it, else final")
  func unfetched() async throws {
    let simulator = try await FlowrouteSimulator.start()
    for wasAsked in [false, true] {
      let service = MediaService(address: Self.address) { key, _ in
        #expect(key == Self.copies.key)
        return wasAsked
      }
      let attempt = try await attempt(service, simulator)
      #expect(attempt.kind == (wasAsked ? .failed : .unfetched) && attempt.hasLeft)
      #expect(attempt.error?.code == .mediaNotFetched && attempt.error?.httpStatus == 422)
      #expect(attempt.error?.detail?.contains("media_files[0]") == true)
      #expect(attempt.error?.detail?.contains(Self.copies.key) == false)
    }
    await simulator.stop()
  }

  @Test("an address elsewhere that cannot be fetched is final, whether they were asked for or not")
  func elsewhere() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let attempt = try await attempt(
      MediaService(address: Self.address) { _, _ in false },
      urls: ["https://missing.example.com/a.jpg"],
      simulator
    )
    #expect(attempt.kind == .failed && attempt.error?.detail?.contains("media_urls[0]") == true)
    await simulator.stop()
  }

  @Test("nothing leaves while nothing serves them")
  func unserved() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let attempt = try await attempt(MediaService(), simulator)
    #expect(attempt.kind == .unfetched && !attempt.hasLeft)
    #expect(attempt.error?.code == .mediaNotServed)
    #expect(await simulator.messages.isEmpty)
    await simulator.stop()
  }

  @Test("the hints tell the three cases apart")
  func hints() throws {
    let catalogue = HintCatalogue(
      facts: AccountFacts(
        name: "main",
        baseURL: "https://api.flowroute.example",
        api: "v2.1",
        keySource: "x",
        caFile: nil,
        messagesPerSecond: 5
      )
    )
    var dispatch = try Dispatch.sample()
    func hint(_ reason: String?) -> String {
      let error = ProviderError(code: .mediaNotFetched, httpStatus: 422, reason: reason)
      return catalogue.explain(error, about: dispatch.envelope).hint
    }
    #expect(hint(nil).contains("open to the internet by https"))
    dispatch.envelope.media = Media(urls: [], copies: Self.copies)
    #expect(hint(nil).contains("reverse proxy") && hint(nil).contains("smsdispatch retry"))
    #expect(hint("x").contains("do not arrive here") && hint("x").contains("by itself"))
  }
}
