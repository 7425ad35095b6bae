import SMSListener
import SMSSystem
import TestSupport
import Testing

@Suite("Who may ask the console", .timeLimit(.minutes(10)), .throttled)
struct ConsoleAccessTests {
  @Test("this machine may, by each of its names and with the port")
  func names() async throws {
    let fixture = try await ConsoleFixture.network()
    for name in ["localhost", "LOCALHOST", "127.0.0.1", "[::1]"] {
      #expect(try await fixture.get("/hello", host: "\(name):\(fixture.port)")?.status == 200)
    }
    let names = [
      "localhost", "127.0.0.1", "sms.example.com", "evil.example:\(fixture.port)",
      "localhost:\(fixture.port &+ 1)", "127.0.0.1.evil.example:\(fixture.port)", "",
    ]
    for name in names {
      let answer = try await fixture.get("/hello", host: name)
      #expect(answer?.status == 421, "\(name)")
      #expect(answer?.body.contains("Host must be") == true)
    }
    let nameless = try await fixture.call("GET /hello HTTP/1.0\r\n\r\n")
    #expect(nameless?.status == 421)
    await fixture.listener.stop()
  }

  @Test("another address of this machine is a name of it")
  func otherAddress() async throws {
    let fixture = try await ConsoleFixture.network(address: "127.0.0.2")
    let caller = try Caller(to: 2, port: fixture.port)
    try await caller.write(fixture.request("/hello", host: "127.0.0.2:\(fixture.port)"))
    #expect(await caller.answer()?.status == 200)
    await fixture.listener.stop()
  }

  @Test("what a proxy passes on is refused where no token is asked for")
  func forwarded() async throws {
    let fixture = try await ConsoleFixture.network()
    for header in ["X-Forwarded-For: 192.0.2.1", "Forwarded: for=192.0.2.1", "Via: 1.1 a"] {
      let answer = try await fixture.get("/hello", headers: "\(header)\r\n")
      #expect(answer?.status == 403 && answer?.body.contains("console.public_url") == true)
    }
    await fixture.listener.stop()
  }

  @Test("behind a proxy only the bearer of the token may")
  func token() async throws {
    let fixture = try await ConsoleFixture.withToken()
    let good = "Authorization: Bearer \(ConsoleFixture.token)\r\n"
    let forwarded = good + "X-Forwarded-For: 192.0.2.1\r\n"
    #expect(try await fixture.get("/hello", headers: good)?.status == 200)
    let proxied = try await fixture.get("/hello", headers: forwarded, host: "sms.example.com")
    #expect(proxied?.status == 200)
    let other = try await fixture.get("/hello", headers: good, host: "other.example.com")
    #expect(other?.status == 421)
    let bad = [
      "", "Authorization: Bearer\r\n", "Authorization: Bearer \r\n",
      "Authorization: Bearer \(ConsoleFixture.token)x\r\n",
      "Authorization: Bearer  \(ConsoleFixture.token)\r\n",
      "Authorization: Basic \(ConsoleFixture.token)\r\n", good + good,
      "Authorization: \(ConsoleFixture.token)\r\n",
    ]
    for headers in bad {
      let answer = try await fixture.get("/hello", headers: headers)
      #expect(answer?.status == 401, "\(headers)")
      #expect(answer?.head.contains("WWW-Authenticate: Bearer") == true)
      // A stranger does not learn what there is.
      #expect(try await fixture.get("/nothing", headers: headers)?.status == 401)
    }
    await fixture.listener.stop()
  }

  @Test("at a local socket the kernel says who it is, and the name does not matter")
  func peer() async throws {
    let open = try await ConsoleFixture.socket { $0.user == CurrentProcess.user }
    #expect(try await open.get("/hello", host: "x")?.status == 200)
    await open.listener.stop()
    let closed = try await ConsoleFixture.socket { _ in false }
    let answer = try await closed.get("/hello")
    #expect(answer?.status == 403 && answer?.body == "this user may not ask here\n")
    await closed.listener.stop()
  }

  @Test("a post is taken at a local socket alone, up to its limit, with its caller")
  func post() async throws {
    let network = try await ConsoleFixture.network()
    let refused = try await network.call(network.request("/run", "POST", body: "x"))
    #expect(refused?.status == 404)
    await network.listener.stop()
    let fixture = try await ConsoleFixture.socket()
    let body = String(repeating: "x", count: 100)
    #expect(try await fixture.call(fixture.request("/run", "POST", body: body))?.status == 200)
    let request = try await fixture.posted.next()
    #expect(request.body.count == 100 && request.peer?.user == CurrentProcess.user)
    let large = try await fixture.call(fixture.request("/run", "POST", body: body + "x"))
    #expect(large?.status == 413 && large?.body.contains("at most 100 bytes") == true)
    let huge = try await fixture.call(
      fixture.request("/run", "POST", body: String(repeating: "x", count: 1 << 20))
    )
    #expect(huge?.status == 413)
    await fixture.listener.stop()
  }
}

@Suite("What the console answers", .timeLimit(.minutes(10)), .throttled)
struct ConsoleRouteTests {
  @Test("its routes, with what the caller accepts; HEAD has no body")
  func routes() async throws {
    let fixture = try await ConsoleFixture.network()
    let caller = try fixture.caller()
    try await caller.write(fixture.request("/hello", headers: "Accept: a/b\r\nAccept: c/d\r\n"))
    #expect(await caller.answer()?.body == "hello a/b, c/d\n")
    // On the same connection.
    try await caller.write(fixture.request("/hello"))
    let answer = await caller.answer()
    #expect(answer?.body == "hello nobody\n")
    #expect(answer?.head.contains("Content-Type: text/plain; charset=utf-8") == true)
    #expect(answer?.head.contains("Cache-Control: no-store") == true)
    try await caller.write(fixture.request("/hello", "HEAD", headers: "Connection: close\r\n"))
    let rest = await caller.rest()
    #expect(rest?.hasPrefix("HTTP/1.1 200 OK") == true && rest?.hasSuffix("\r\n\r\n") == true)
    #expect(rest?.contains("Content-Length: 13") == true)
    await fixture.listener.stop()
  }

  @Test("what is wrong, in a line")
  func wrong() async throws {
    let fixture = try await ConsoleFixture.network()
    let missing = try await fixture.get("/hello/")
    #expect(missing?.status == 404)
    #expect(
      missing?.body == "there is no such path; there are /, /hello, /page/, /slow/, /stream\n"
    )
    let method = try await fixture.call(fixture.request("/hello", "DELETE"))
    #expect(method?.status == 405 && method?.head.contains("Allow: GET, HEAD") == true)
    let query = try await fixture.get("/hello?a=b")
    #expect(query?.status == 400 && query?.body == "/hello takes no query\n")
    let body = try await fixture.call(fixture.request("/hello", body: "x"))
    #expect(body?.status == 413)
    let bad = try await fixture.get("/hello", headers: "X-A : b\r\n")
    #expect(bad?.status == 400)
    let long = try await fixture.get(
      "/hello",
      headers: "X: \(String(repeating: "x", count: 40_000))"
    )
    #expect(long.map { (400...499).contains($0.status) } ?? true)
    #expect(try await fixture.get("/hello")?.status == 200)
    await fixture.listener.stop()
  }

  @Test("64 silent connections keep nobody from asking")
  func silent() async throws {
    let fixture = try await ConsoleFixture.network()
    let silent = try (0..<100).map { _ in try fixture.caller() }
    #expect(try await fixture.get("/hello")?.status == 200)
    for caller in silent.prefix(100 - 64) { #expect(await caller.isEnded()) }
    await fixture.listener.stop()
  }

  @Test("64 connections at once, each on its turn")
  func busy() async throws {
    let fixture = try await ConsoleFixture.network()
    let callers = try (0..<64).map { _ in try fixture.caller() }
    for _ in 0..<3 {
      for caller in callers { try await caller.write(fixture.request("/hello")) }
      for caller in callers { #expect(await caller.answer()?.status == 200) }
    }
    await fixture.listener.stop()
  }

  @Test("one user's silent connections hold half of the places of a local socket at most")
  func shares() async throws {
    let fixture = try await ConsoleFixture.socket(connections: 8)
    let silent = try (0..<6).map { _ in try fixture.caller() }
    for caller in silent.prefix(2) { #expect(await caller.isEnded()) }
    #expect(try await fixture.get("/hello")?.status == 200)
    await fixture.listener.stop()
  }
}
