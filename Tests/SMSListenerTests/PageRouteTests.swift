import SMSListener
import SMSSystem
import TestSupport
import Testing

@Suite("A page of the console", .timeLimit(.minutes(10)), .throttled)
struct PageRouteTests {
  private static let form = "Content-Type: application/x-www-form-urlencoded\r\n"

  private static func post(
    _ fixture: ConsoleFixture,
    _ headers: String,
    host: String? = nil
  ) async throws -> Caller.Answer? {
    try await fixture.call(
      fixture.request("/page/x", "POST", headers: form + headers, host: host, body: "a=1")
    )
  }

  @Test("gets path, query, cookies and form of everything below its own path")
  func request() async throws {
    let fixture = try await ConsoleFixture.network()
    let headers = "Cookie: a=1; b=x=y;c\r\nCookie: d=2\r\n"
    #expect(try await fixture.get("/page/p%20q/r?s=1%26&t", headers: headers)?.status == 200)
    let got = try await fixture.posted.next()
    #expect(got.method == "GET" && got.path == "/page/p q/r" && !got.isPublic)
    #expect(got.query == [WebField("s", "1&"), WebField("t", "")])
    #expect(got.cookies == [WebField("a", "1"), WebField("b", "x=y"), WebField("d", "2")])
    #expect(got.host == "localhost:\(fixture.port)")
    let origin = "Origin: http://localhost:\(fixture.port)\r\n"
    #expect(try await Self.post(fixture, origin)?.status == 200)
    let posted = try await fixture.posted.next()
    #expect(posted.method == "POST" && posted.body == Array("a=1".utf8))
    await fixture.listener.stop()
  }

  @Test("takes a form only from itself")
  func origins() async throws {
    let fixture = try await ConsoleFixture.network()
    let own = "http://localhost:\(fixture.port)"
    let good = [
      "Origin: \(own)\r\n", "Sec-Fetch-Site: same-origin\r\n",
      "Origin: \(own)\r\nSec-Fetch-Site: same-origin\r\n",
      // What a browser sends under `Referrer-Policy: no-referrer`.
      "Origin: null\r\nSec-Fetch-Site: same-origin\r\n",
    ]
    for headers in good {
      #expect(try await Self.post(fixture, headers)?.status == 200, "\(headers)")
    }
    let bad = [
      "", "Origin: null\r\n", "Origin: http://evil.example\r\n",
      "Origin: http://localhost:\(fixture.port &+ 1)\r\n", "Origin: https://localhost\r\n",
      "Origin: http://127.0.0.1:\(fixture.port)\r\n",
      "Origin: \(own)\r\nOrigin: http://evil.example\r\n",
      "Origin: \(own)\r\nSec-Fetch-Site: cross-site\r\n",
      "Origin: null\r\nSec-Fetch-Site: cross-site\r\n",
      "Sec-Fetch-Site: same-site\r\n", "Sec-Fetch-Site: none\r\n",
      "Origin: http://evil.example\r\nSec-Fetch-Site: same-origin\r\n",
      "Origin: \(own).evil.example\r\n",
    ]
    for headers in bad {
      #expect(try await Self.post(fixture, headers)?.status == 403, "\(headers)")
    }
    await fixture.listener.stop()
  }

  @Test("may be linked by other sites, but not read or embedded by them")
  func embedded() async throws {
    let fixture = try await ConsoleFixture.network()
    let document = "Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n"
    for site in ["same-origin", "none"] {
      #expect(
        try await fixture.get("/page/x", headers: "Sec-Fetch-Site: \(site)\r\n")?.status == 200
      )
    }
    for site in ["cross-site", "same-site"] {
      let head = "Sec-Fetch-Site: \(site)\r\n"
      #expect(try await fixture.get("/page/x", headers: head + document)?.status == 200)
      for other in [
        "", "Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe\r\n",
        "Sec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: image\r\n", "Sec-Fetch-Mode: cors\r\n",
      ] {
        #expect(try await fixture.get("/page/x", headers: head + other)?.status == 403, "\(other)")
      }
    }
    await fixture.listener.stop()
  }

  @Test("is not given to a name that was pointed here, nor to a proxy that is not configured")
  func names() async throws {
    let fixture = try await ConsoleFixture.network()
    for host in ["evil.example", "evil.example:\(fixture.port)", "localhost", ""] {
      #expect(try await fixture.get("/page/x", host: host)?.status == 421, "\(host)")
    }
    for header in ["X-Forwarded-For: 192.0.2.1", "Forwarded: for=192.0.2.1", "Via: 1.1 a"] {
      #expect(try await fixture.get("/page/x", headers: "\(header)\r\n")?.status == 403)
    }
    await fixture.listener.stop()
  }

  @Test("behind a proxy with TLS needs no token, under the proxy's name and from its origin")
  func proxy() async throws {
    let fixture = try await ConsoleFixture.withToken()
    let passed = "X-Forwarded-For: 192.0.2.1\r\n"
    let host = "sms.example.com"
    #expect(try await fixture.get("/page/x", headers: passed, host: host)?.status == 200)
    #expect(try await fixture.posted.next().isPublic)
    #expect(try await fixture.get("/", headers: passed, host: host)?.body == "front\n")
    // The rest needs the token as before.
    #expect(try await fixture.get("/hello", headers: passed, host: host)?.status == 401)
    // What is passed on under the name of this machine is not meant for the page.
    #expect(try await fixture.get("/page/x", headers: passed)?.status == 403)
    #expect(try await fixture.get("/page/x")?.status == 200)
    let own = "Origin: https://sms.example.com\r\n"
    #expect(try await Self.post(fixture, passed + own, host: host)?.status == 200)
    for origin in ["http://sms.example.com", "https://localhost", "https://evil.example"] {
      let headers = "\(passed)Origin: \(origin)\r\n"
      #expect(try await Self.post(fixture, headers, host: host)?.status == 403, "\(origin)")
    }
    await fixture.listener.stop()
  }

  @Test("takes no other method, no larger form, and is not there at a local socket")
  func others() async throws {
    let fixture = try await ConsoleFixture.network()
    for method in ["PUT", "DELETE", "OPTIONS"] {
      let answer = try await fixture.call(fixture.request("/page/x", method))
      #expect(answer?.status == 405 && answer?.head.contains("Allow: GET, HEAD, POST") == true)
    }
    #expect(try await fixture.call(fixture.request("/", "POST", body: ""))?.status == 403)
    let own = "Sec-Fetch-Site: same-origin\r\n"
    let front = fixture.request("/", "POST", headers: own, body: "")
    #expect(try await fixture.call(front)?.status == 405)
    let large = String(repeating: "a", count: 101)
    let request = fixture.request("/page/x", "POST", headers: Self.form + own, body: large)
    #expect(try await fixture.call(request)?.status == 413)
    await fixture.listener.stop()
    let local = try await ConsoleFixture.socket()
    #expect(try await local.get("/page/x")?.status == 404)
    await local.listener.stop()
  }

  @Test("is given up when its caller leaves before the answer")
  func left() async throws {
    let fixture = try await ConsoleFixture.network()
    do {
      let caller = try fixture.caller()
      try await caller.write(fixture.request("/slow/x"))
      _ = try await fixture.posted.next()
    }
    #expect(try await fixture.canceled.next())
    #expect(try await fixture.get("/hello")?.status == 200)
    await fixture.listener.stop()
  }
}
