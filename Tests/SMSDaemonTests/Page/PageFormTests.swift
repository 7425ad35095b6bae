import SMSCore
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@testable import SMSDaemon

@Suite("What a page sends", .timeLimit(.minutes(10)), .throttled)
struct PageFormTests {
  /// Keeps what was found under the name that it was given.
  private static let keeps = #"""
    case "$(cat input)" in
    *'"method":"POST"'*)
      kept=$(sed 's/.*"kept":"\([^"]*\)".*/\1/' input)
      printf '{"status":303,"location":"found/%s","keep":true,"result":{"n":3}}\n' "$kept" ;;
    *) printf '{"status":200,"type":"text/html; charset=utf-8"}\nfound' ;;
    esac
    """#

  @Test("needs an id that its session got within the hour")
  func ids() async throws {
    let fixture = try await PageFixture()
    let browser = try await fixture.browser()
    let other = try await fixture.browser()
    let mine = try await fixture.formID(browser)
    let foreign = try await fixture.formID(other)
    let altered = mine.dropLast() + (mine.hasSuffix("A") ? "B" : "A")
    let bad = [
      "", "a=1", "form_id=", "form_id=\(foreign)", "form_id=\(altered)",
      "form_id=\(mine)&form_id=\(mine)",
    ]
    for form in bad {
      let answer = try await fixture.post("find", form, browser)
      #expect(answer.status == 403 && answer.body.contains("not good any more"), "\(form)")
      #expect(try fixture.call().method == .get)
    }
    fixture.now.advance(3_599)
    #expect(try await fixture.post("find", "a=%26&form_id=\(mine)&b=", browser).status == 200)
    let call = try fixture.call()
    #expect(call.method == .post && call.path == "find")
    #expect(call.form == [PageCall.Field("a", "&"), PageCall.Field("b", "")])
    fixture.now.advance(1)
    #expect(try await fixture.post("find", "form_id=\(mine)", browser).status == 403)
    await fixture.stop()
  }

  @Test("is carried out once, but searched for as often as one likes")
  func once() async throws {
    let fixture = try await PageFixture()
    let browser = try await fixture.browser(.act)
    let form = "form_id=\(try await fixture.formID(browser))"
    for path in ["find", "find", "act", "act", "do"] {
      #expect(try await fixture.post(path, form, browser).status == 200, "\(path)")
    }
    let again = try await fixture.post("do", form, browser)
    #expect(again.status == 409 && again.body.contains("sent already"))
    let ledger = fixture.ledger
    await fixture.stop()
    // After a restart it is not known which were used, and so none is good.
    let next = try await PageFixture(ledger: ledger)
    #expect(try await next.post("do", form, browser).status == 403)
    await next.stop()
  }

  @Test("is refused if another site sends it, before anything is done")
  func foreign() async throws {
    let fixture = try await PageFixture()
    let browser = try await fixture.browser(.act)
    let form = "form_id=\(try await fixture.formID(browser))"
    for headers in ["", "Origin: https://evil.example\r\n", "Sec-Fetch-Site: cross-site\r\n"] {
      #expect(try await fixture.post("do", form, browser, headers: headers).status == 403)
    }
    let headers = "Cookie: \(browser.cookie)\r\nOrigin: http://evil.example:\(fixture.port)\r\n"
    let rebound = try await fixture.ask(
      "POST",
      browser.base + "do",
      headers: headers,
      host: "evil.example:\(fixture.port)",
      body: form
    )
    #expect(rebound.status == 421)
    #expect(try fixture.call().method == .get)
    #expect(try await fixture.post("do", form, browser).status == 200)
    await fixture.stop()
  }

  @Test("is kept for its session for an hour, with what came of it")
  func kept() async throws {
    let fixture = try await PageFixture(Self.keeps)
    let browser = try await fixture.browser()
    let other = try await fixture.browser()
    let id = try await fixture.formID(browser)
    let answer = try await fixture.post("find", "to=1&form_id=\(id)", browser)
    let kept = try fixture.call().kept
    #expect(answer.status == 303)
    #expect(answer.header("Location") == "\(browser.base)found/\(kept)")
    let path = "found/\(kept)"
    #expect(try await fixture.get(path, browser).body == "found")
    let call = try fixture.call()
    #expect(call.form == [PageCall.Field("to", "1")] && call.result == ["n": 3])
    for answer in [
      try await fixture.get(path, other), try await fixture.get("found/x", browser),
      try await fixture.get("done/", browser),
    ] {
      #expect(answer.status == 410 && answer.body.contains("Not kept"))
    }
    fixture.now.advance(3_599)
    let late = try await fixture.get(path, browser)
    #expect(late.status == 200)
    let renewed = PageFixture.Browser(
      base: browser.base,
      cookie: try PageFixture.cookie(of: late)
    )
    fixture.now.advance(1)
    #expect(try await fixture.get(path, renewed).status == 410)
    await fixture.stop()
  }

  @Test("is kept up to a bound, the newest")
  func bounds() throws {
    var memory = PageMemory()
    let now = WallTime(milliseconds: 0)
    func kept(_ name: String, of session: String) -> String? {
      memory.kept(name, of: session, at: now)?.form.first?.value
    }
    for number in 1...1_001 {
      memory.keep(.init(form: [.init("a", "\(number)")]), as: "\(number)", of: "s", at: now)
    }
    #expect([kept("1", of: "s"), kept("2", of: "s")] == [nil, "2"])
    let long = String(repeating: "x", count: 1 << 20)
    for number in 1...9 {
      memory.keep(.init(form: [.init("a", long)]), as: "\(number)", of: "t", at: now)
    }
    #expect([kept("1", of: "t"), kept("9", of: "t")] == [nil, long])
    #expect(kept("1001", of: "s") == nil)
  }

  @Test("is remembered as used up to a bound, and nothing is carried out beyond it")
  func used() throws {
    var memory = PageMemory()
    let now = WallTime(milliseconds: 0)
    var fresh = 0
    for number in 1...20_000 where try memory.use(form: "\(number)", at: now) { fresh += 1 }
    #expect(fresh == 20_000)
    let again = try memory.use(form: "1", at: now)
    #expect(!again)
    #expect(throws: PageFault.busy) { _ = try memory.use(form: "x", at: now) }
    let later = now.advanced(by: Interval(seconds: 3_600))
    let isFresh = try memory.use(form: "x", at: later)
    #expect(isFresh)
  }

  @Test("stays used when the clock is set back")
  func clock() async throws {
    let fixture = try await PageFixture()
    let browser = try await fixture.browser(.act)
    let form = "form_id=\(try await fixture.formID(browser))"
    fixture.now.advance(20)
    #expect(try await fixture.post("do", form, browser).status == 200)
    fixture.now.advance(-10)
    #expect(try await fixture.post("do", form, browser).status == 409)
    await fixture.stop()
  }

  @Test("is kept when the clock is set back")
  func keptLonger() {
    var memory = PageMemory()
    let now = WallTime(milliseconds: 10_000)
    memory.keep(.init(form: [.init("a", "1")]), as: "x", of: "s", at: now)
    let earlier = WallTime(milliseconds: 0)
    #expect(memory.kept("x", of: "s", at: earlier)?.form == [.init("a", "1")])
  }

  @Test("may be sent again when there was no place for it")
  func busy() async throws {
    let fixture = try await PageFixture(
      #"""
      case "$(cat input)" in
      *'"path":"slow"'*) touch slow; while [ ! -e go ]; do sleep 0.05; done ;;
      esac
      \#(PageFixture.hello)
      """#,
      pages: .init(runs: 1, waiting: 0)
    )
    let browser = try await fixture.browser(.act)
    let form = "form_id=\(try await fixture.formID(browser))"
    async let slow = fixture.get("slow", browser)
    while try !fixture.directory.directory.contains("slow") { await Task.yield() }
    for _ in 1...2 {
      let answer = try await fixture.post("do", form, browser)
      #expect(answer.status == 503 && answer.header("Retry-After") == "3")
    }
    try fixture.directory.directory.writeReplacing("go", [], durable: false)
    #expect(try await slow.status == 200)
    #expect(try await fixture.post("do", form, browser).status == 200)
    #expect(try await fixture.post("do", form, browser).status == 409)
    await fixture.stop()
  }
}
