import SMSCore
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@testable import SMSDaemon

@Suite("The process that makes a page", .timeLimit(.minutes(10)), .throttled)
struct PageRunnerTests {
  @Test("is told who asks for what, and its answer comes with what keeps a browser strict")
  func answers() async throws {
    let fixture = try await PageFixture()
    let browser = try await fixture.browser()
    let answer = try await fixture.get("job/default/a%20b?tab=x&tab=", browser)
    #expect(answer.status == 200 && answer.body == "hello")
    #expect(answer.header("Content-Type") == "text/html; charset=utf-8")
    #expect(answer.header("Cache-Control") == "no-store")
    let policy = try #require(answer.header("Content-Security-Policy"))
    #expect(policy.hasPrefix("default-src 'none'; ") && !policy.contains("unsafe"))
    for rule in ["base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"] {
      #expect(policy.contains(rule))
    }
    #expect(answer.header("X-Content-Type-Options") == "nosniff")
    #expect(answer.header("Referrer-Policy") == "no-referrer")
    #expect(answer.header("Cross-Origin-Resource-Policy") == "same-origin")
    let call = try fixture.call()
    #expect(call.method == .get && call.path == "job/default/a b" && call.points.isEmpty)
    #expect(call.query == [.init("tab", "x"), .init("tab", "")])
    #expect(call.configurationPath == "/etc/c.json5" && !call.isLive)
    #expect(try await fixture.get("", browser).status == 200)
    #expect(try fixture.call().points.map(\.accepted) == [3])
    await fixture.stop()
  }

  @Test(
    "that fails is an error with its place in the log, and nothing of what it wrote is shown",
    arguments: [
      "printf '{\"status\":200}\\nhalf'; exit 1", "printf '{\"status\":200}\\nhalf'; kill -9 $$",
      "echo no", "printf '{\"status\":99}\\nhalf'", "exit 0",
    ]
  )
  func broken(_ script: String) async throws {
    let fixture = try await PageFixture(script)
    let browser = try await fixture.browser()
    let answer = try await fixture.get("failures", browser)
    #expect(answer.status == 500 && !answer.body.contains("half"))
    var line = try await fixture.lines.next()
    while !line.contains("page not made") { line = try await fixture.lines.next() }
    #expect(line.contains("page=failures"))
    await fixture.stop()
  }

  @Test("is killed if it takes too long or writes too much")
  func limits() async throws {
    let slow = try await PageFixture(
      "exec sleep 300",
      pages: .init(time: Interval(milliseconds: 200))
    )
    #expect(try await slow.get("", try await slow.browser()).status == 504)
    await slow.stop()
    let large = try await PageFixture("exec yes", pages: .init(output: 100_000))
    #expect(try await large.get("", try await large.browser()).status == 500)
    await large.stop()
  }

  @Test("gets a call of any length, also if it does not read it")
  func long() async throws {
    let fixture = try await PageFixture()
    let browser = try await fixture.browser()
    let id = try await fixture.formID(browser)
    let text = String(repeating: "%26", count: 5_000)
    #expect(try await fixture.post("find", "form_id=\(id)&a=\(text)", browser).status == 200)
    #expect(try fixture.call().form.first?.value.utf8.count == 5_000)
    let much = String(repeating: "x", count: 16 << 10)
    #expect(try await fixture.post("find", "form_id=\(id)&a=\(much)", browser).status == 413)
    await fixture.stop()
  }

  @Test("is killed when its caller leaves, and when the daemon stops")
  func killed() async throws {
    let fixture = try await PageFixture("echo $$ >pid.$$; mv pid.$$ pid; exec sleep 300")
    let browser = try await fixture.browser()
    func process() async throws -> Int32 {
      while true {
        if let text = try? fixture.directory.directory.read("pid", upTo: 20),
          let process = Int32(String(decoding: text.dropLast(), as: UTF8.self))
        {
          try fixture.directory.directory.unlink("pid")
          return process
        }
        await Task.yield()
      }
    }
    do {
      let connection = try FileDescriptor.connected(toLoopback: fixture.port, patience: 60)
      let request =
        "GET \(browser.base) HTTP/1.1\r\nHost: 127.0.0.1:\(fixture.port)\r\n"
        + "Cookie: \(browser.cookie)\r\n\r\n"
      try connection.write(request.utf8)
      let running = try await process()
      #expect(ProcessStatus(of: running) != nil)
      _ = consume connection
      while ProcessStatus(of: running) != nil { await Task.yield() }
    }
    async let answer = fixture.get("", browser)
    let running = try await process()
    await fixture.service.stop()
    #expect(try await answer.status == 503)
    #expect(ProcessStatus(of: running) == nil)
    #expect(try await fixture.get("", browser).status == 503)
    await fixture.stop()
  }

  @Test("waits for a place, and is refused if too many wait")
  func places() async throws {
    let fixture = try await PageFixture(
      """
      while [ ! -e go ]; do sleep 0.05; done
      \(PageFixture.hello)
      """,
      pages: .init(runs: 1, runsOfUser: 1, waiting: 1)
    )
    let browser = try await fixture.browser()
    async let first = fixture.get("", browser)
    while try !fixture.directory.directory.contains("input") { await Task.yield() }
    // One of these waits; whichever comes later is refused.
    let others = Mailbox<ConsoleCall>()
    for path in ["batches", "failures"] {
      Task { others.send(try await fixture.get(path, browser)) }
    }
    let refused = try await others.next()
    #expect(refused.status == 503 && refused.header("Retry-After") == "3")
    try fixture.directory.directory.writeReplacing("go", [], durable: false)
    #expect(try await first.status == 200)
    #expect(try await others.next().status == 200)
    await fixture.stop()
  }

  @Test("says what it has shown in full, which is in the audit before it is shown")
  func disclosed() async throws {
    let fixture = try await PageFixture(
      #"""
      shows=numbers
      case "$(cat input)" in *'"path":"text"'*) shows=text;; esac
      printf '{"status":200,"type":"text/html","disclosed":{"page":"job/a/1","shows":"%s"}}\n1206555' $shows
      """#
    )
    let browser = try await fixture.browser(.act)
    let other = try await fixture.browser(.act)
    func shown() -> [String] {
      fixture.ledger.acts.filter { $0.kind == "console_show" }.map(\.target)
    }
    let id = try await fixture.formID(browser)
    for _ in 1...2 { #expect(try await fixture.get("job/a/1", browser).body == "1206555") }
    let numbers = #"{"page":"job/a/1","shows":"numbers"}"#
    #expect(shown() == [numbers])
    for _ in 1...2 {
      #expect(try await fixture.post("text", "form_id=\(id)", browser).body == "1206555")
    }
    let text = #"{"page":"job/a/1","shows":"text"}"#
    #expect(shown() == [numbers, text, text])
    #expect(try await fixture.get("job/a/1", other).body == "1206555")
    #expect(shown() == [numbers, text, text, numbers])
    fixture.ledger.fail()
    let answer = try await fixture.post("text", "form_id=\(id)", browser)
    #expect(answer.status == 503 && !answer.body.contains("1206555"))
    await fixture.stop()
  }
}
