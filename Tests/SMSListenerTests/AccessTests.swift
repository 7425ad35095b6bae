import SMSCore
import SMSFlowroute
import SMSListener
import TestSupport
import Testing

@Suite("Who may knock", .timeLimit(.minutes(10)), .throttled)
struct AccessTests {
  @Test(
    "without the token there is nothing but 404",
    arguments: [
      ("GET", "/"), ("POST", "/flowroute"), ("POST", "/flowroute//receipt"),
      ("POST", "/flowroute/\(ListenerFixture.token)x/receipt"),
      ("DELETE", "/flowroute/wrong/message"),
      ("POST", "/flowroute/\(ListenerFixture.token)/other"),
      ("POST", "/x/flowroute/\(ListenerFixture.token)/receipt"),
      ("POST", "\(ListenerFixture.token)"), ("POST", "http://a.example/flowroute/x/receipt"),
      ("OPTIONS", "*"),
      ("GET", "/flowroute/\(ListenerFixture.token.dropLast())/healthz"), ("BREW", "/healthz/"),
    ]
  )
  func notFound(_ method: String, _ path: String) async throws {
    let fixture = try await ListenerFixture.open()
    let answer = try await Caller.call(fixture.port, Caller.request(method, path, body: "{}"))
    #expect(answer?.status == 404 && answer?.body == "")
    await fixture.listener.stop()
  }

  @Test("with it only POST of JSON up to 64 KiB is taken")
  func limits() async throws {
    let fixture = try await ListenerFixture.open()
    let path = ListenerFixture.path("receipt")
    let get = try await Caller.call(fixture.port, Caller.request("GET", path))
    #expect(get?.status == 405 && get?.head.contains("Allow: POST") == true)
    let large = String(repeating: " ", count: 65_537)
    #expect(try await fixture.post("receipt", large) == 413)
    let full = #"{"id":"a","attributes":{"status":"x"}}"#
    let padded = full + String(repeating: " ", count: 65_536 - full.utf8.count)
    #expect(try await fixture.post("receipt", padded) == 200)
    await fixture.listener.stop()
  }

  @Test(
    "JSON is taken whatever its type and a slash behind the address say",
    arguments: ["text/plain", "application/x-www-form-urlencoded", "", nil] as [String?]
  )
  func anyType(type: String?) async throws {
    let fixture = try await ListenerFixture.open()
    let path = ListenerFixture.path("receipt") + "/"
    let call = Caller.request("POST", path, body: #"{"id":"a"}"#, contentType: type)
    #expect(try await Caller.call(fixture.port, call)?.status == 200)
    #expect(try await fixture.recorder.batches.next().count == 1)
    await fixture.listener.stop()
  }

  @Test(
    "slashes too many, or the whole URL, change nothing",
    arguments: [
      "/" + ListenerFixture.path("receipt"), ListenerFixture.path("receipt") + "//",
      ListenerFixture.path("receipt").replacing("/", with: "///"),
      "http://sms.example.com" + ListenerFixture.path("receipt"),
      "https://a:1" + ListenerFixture.path("/receipt"),
    ]
  )
  func slashes(path: String) async throws {
    let fixture = try await ListenerFixture.open()
    let call = Caller.request("POST", path, body: #"{"id":"a"}"#)
    #expect(try await Caller.call(fixture.port, call)?.status == 200)
    #expect(try await fixture.recorder.batches.next().count == 1)
    await fixture.listener.stop()
  }

  @Test("a body that grows too large without saying so is refused")
  func chunked() async throws {
    let fixture = try await ListenerFixture.open()
    let caller = try Caller(port: fixture.port)
    let chunk = "8000\r\n" + String(repeating: " ", count: 0x8000) + "\r\n"
    try await caller.write(
      "POST \(ListenerFixture.path("message")) HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
        + "Content-Type: application/json\r\n\r\n" + chunk + chunk + chunk + "0\r\n\r\n"
    )
    #expect(await caller.answer()?.status == 413)
    await fixture.listener.stop()
  }

  @Test("deep nesting is not a way to harm")
  func nesting() async throws {
    let fixture = try await ListenerFixture.open()
    let deep = String(repeating: "[", count: 30_000) + String(repeating: "]", count: 30_000)
    #expect(try await fixture.post("receipt", "{\"id\":\(deep)}") == 400)
    #expect(try await fixture.post("receipt", #"{"id":"a"}"#) == 200)
    await fixture.listener.stop()
  }

  @Test("this machine may ask for its health, a proxy's guests only with the token")
  func health() async throws {
    let fixture = try await ListenerFixture.open()
    let local = Caller.request("GET", "/healthz")
    let answer = try await Caller.call(fixture.port, local)
    #expect(answer?.status == 200 && answer?.body == "{\"status\": \"ok\"}\n")
    let passedOn = Caller.request("GET", "/healthz", headers: "X-Forwarded-For: 192.0.2.1\r\n")
    #expect(try await Caller.call(fixture.port, passedOn)?.status == 404)
    let withToken = Caller.request(
      "GET",
      ListenerFixture.path("healthz"),
      headers: "X-Forwarded-For: 192.0.2.1\r\n"
    )
    #expect(try await Caller.call(fixture.port, withToken)?.status == 200)
    fixture.recorder.works(false)
    #expect(try await Caller.call(fixture.port, local)?.status == 503)
    await fixture.listener.stop()
  }

  @Test("a busy port is refused with a reason")
  func busy() async throws {
    let fixture = try await ListenerFixture.open()
    let dependencies = ListenerDependencies(
      root: "flowroute",
      webhooks: FlowrouteWebhooks(),
      isToken: { _ in true },
      deliver: { _ in nil },
      isHealthy: { true },
      unreadable: { _ in }
    )
    let error = await #expect(throws: ListenerError.self) {
      _ = try await Listener.start(
        ListenerSettings(address: "127.0.0.1", port: fixture.port),
        dependencies
      )
    }
    #expect(error?.description.contains("port \(fixture.port)") == true)
    await #expect(throws: ListenerError.self) {
      _ = try await Listener.start(ListenerSettings(address: "localhost", port: 0), dependencies)
    }
    await fixture.listener.stop()
  }

  @Test("addresses are IPv4 and IPv6 in digits")
  func addresses() {
    #expect(ListenerSettings.isAddress("0.0.0.0") && ListenerSettings.isAddress("::"))
    #expect(!ListenerSettings.isAddress("localhost") && !ListenerSettings.isAddress("127.0.0.1:80"))
    #expect(ListenerSettings.isLoopback("127.0.0.9") && ListenerSettings.isLoopback("::1"))
    #expect(ListenerSettings.isLoopback("::ffff:127.0.0.1"))
    #expect(!ListenerSettings.isLoopback("10.0.0.1") && !ListenerSettings.isLoopback("::2"))
  }
}
