import SMSCore
import SMSSecrets
import TestSupport
import Testing

@testable import SMSDaemon

@Suite("A session of the page", .timeLimit(.minutes(10)), .throttled)
struct PageSessionTests {
  @Test("begins with an address that is good once, and shows a button first")
  func once() async throws {
    let fixture = try await PageFixture()
    let path = try await fixture.offer(.act)
    for _ in 1...2 {
      let answer = try await fixture.ask("GET", path)
      #expect(answer.status == 200 && answer.body.contains(path) && answer.body.contains("acts"))
      #expect(answer.header("Set-Cookie") == nil)
    }
    let answer = try await fixture.ask("POST", path, headers: fixture.origin, body: "")
    #expect(answer.status == 303)
    let base = try #require(answer.header("Location"))
    #expect(base.hasPrefix("/s/") && base.hasSuffix("/") && base.utf8.count == 26)
    let cookie = try #require(answer.header("Set-Cookie"))
    #expect(
      cookie.hasSuffix("; Path=\(base); Max-Age=43200; HttpOnly; SameSite=Strict"),
      "\(cookie)"
    )
    #expect(cookie.hasPrefix("smsdispatch="))
    for method in ["GET", "POST"] {
      let again = try await fixture.ask(method, path, headers: fixture.origin, body: "")
      #expect(again.status == 410 && again.header("Set-Cookie") == nil)
    }
    await fixture.stop()
  }

  @Test("does not begin a minute after the address was given, nor with one that nobody gave")
  func late() async throws {
    let fixture = try await PageFixture()
    let path = try await fixture.offer()
    fixture.now.advance(59)
    #expect(try await fixture.ask("GET", path).status == 200)
    fixture.now.advance(1)
    for path in [path, "/login/", "/login/AAAAAAAAAAAAAAAAAAAAAA"] {
      #expect(try await fixture.ask("GET", path).status == 410)
      let answer = try await fixture.ask("POST", path, headers: fixture.origin, body: "")
      #expect(answer.status == 410)
    }
    await fixture.stop()
  }

  @Test("of one user is not kept from beginning by hundreds of addresses of another")
  func many() async throws {
    let fixture = try await PageFixture()
    var paths: [String] = []
    for _ in 1...300 { paths.append(try await fixture.offer()) }
    let mine = try await fixture.offer(user: 7)
    // Of one user the newest are good.
    #expect(try await fixture.ask("GET", paths[291]).status == 410)
    #expect(try await fixture.ask("GET", paths[292]).status == 200)
    #expect(try await fixture.ask("GET", mine).status == 200)
    // Users without end find no place.
    var refused = 0
    for user in UInt32(2_000)..<2_100 {
      let login = PendingLogins.Login(user: user, rights: .read)
      if try await fixture.service.sessions.offer(login) == nil { refused += 1 }
    }
    #expect(refused == 100 - (PendingLogins.most - 9))
    #expect(try await fixture.ask("GET", mine).status == 200)
    await fixture.stop()
  }

  @Test("is needed for every page, and only its own cookie opens it")
  func strangers() async throws {
    let fixture = try await PageFixture()
    let one = try await fixture.browser()
    let other = try await fixture.browser()
    #expect(try await fixture.get("", one).body == "hello")
    let altered = one.cookie.dropLast() + (one.cookie.hasSuffix("A") ? "B" : "A")
    let foreign = try await PageFixture(key: try SecretKey.random())
    let forged = try await foreign.browser()
    for cookie in ["", "smsdispatch=", other.cookie, String(altered), forged.cookie] {
      let browser = PageFixture.Browser(base: one.base, cookie: cookie)
      for path in ["", "find", "live/"] {
        let answer = try await fixture.get(path, browser)
        #expect(answer.status == 403 && answer.body.contains("session has ended"), "\(cookie)")
      }
    }
    for path in ["/s/", "/s/x", "/s/x/", "/s/\(one.base.dropFirst(3).dropLast(2))/"] {
      let answer = try await fixture.ask("GET", path, headers: "Cookie: \(one.cookie)\r\n")
      #expect(answer.status == 403)
    }
    // A cookie of the same name of another server of this host does not get in its way.
    let both = PageFixture.Browser(base: one.base, cookie: "smsdispatch=other; \(one.cookie)")
    #expect(try await fixture.get("", both).status == 200)
    await foreign.stop()
    await fixture.stop()
  }

  @Test("lasts an hour after its last use, and twelve at most")
  func ends() async throws {
    let fixture = try await PageFixture()
    var browser = try await fixture.browser()
    fixture.now.advance(59)
    #expect(try await fixture.get("", browser).header("Set-Cookie") == nil)
    let idle = try await fixture.browser()
    for _ in 1...13 {
      fixture.now.advance(3_300)
      let answer = try await fixture.get("", browser)
      guard answer.status == 200 else {
        #expect(answer.status == 403)
        break
      }
      // With each use the browser gets a cookie that says so.
      browser.cookie = try PageFixture.cookie(of: answer)
      #expect(try fixture.call().endsAt > fixture.now.time)
    }
    // 59 s and 13 times 55 minutes are less than twelve hours.
    #expect(try await fixture.get("", browser).status == 200)
    fixture.now.advance(240)
    #expect(try await fixture.get("", browser).status == 200)
    fixture.now.advance(1)
    #expect(try await fixture.get("", browser).status == 403)
    #expect(try await fixture.get("", idle).status == 403)
    await fixture.stop()
  }

  @Test("is over once nobody has used it for an hour, also with the cookie of its beginning")
  func idle() async throws {
    let fixture = try await PageFixture()
    let browser = try await fixture.browser()
    fixture.now.advance(3_599)
    #expect(try await fixture.get("", browser).status == 200)
    let other = try await fixture.browser()
    fixture.now.advance(3_600)
    #expect(try await fixture.get("", other).status == 403)
    // A clock that is set back far brings none back.
    fixture.now.advance(-4 * 3_600)
    #expect(try await fixture.get("", other).status == 403)
    await fixture.stop()
  }

  @Test("acts for half an hour, and then goes on reading")
  func acting() async throws {
    let fixture = try await PageFixture()
    let browser = try await fixture.browser(.act)
    let form = "form_id=\(try await fixture.formID(browser))"
    let call = try fixture.call()
    #expect(call.rights == .act && call.user == 1_000 && call.base == browser.base)
    #expect(call.actsUntil == fixture.now.time.advanced(by: Interval(seconds: 1_800)))
    fixture.now.advance(1_799)
    for path in ["act", "text", "do"] {
      #expect(try await fixture.post(path, form, browser).status == 200)
    }
    fixture.now.advance(1)
    for path in ["act", "text", "do"] {
      let answer = try await fixture.post(path, form, browser)
      #expect(answer.status == 403 && answer.body.contains("smsdispatch console --act"))
    }
    #expect(try await fixture.post("find", form, browser).status == 200)
    #expect(try fixture.call().rights == .read && fixture.call().actsUntil == nil)
    await fixture.stop()
  }

  @Test("that only reads cannot act, whatever it sends")
  func reading() async throws {
    let fixture = try await PageFixture()
    let browser = try await fixture.browser(.read)
    let form = "rights=act&form_id=\(try await fixture.formID(browser))"
    #expect(try fixture.call().rights == .read)
    for path in ["act", "text", "do"] {
      #expect(try await fixture.post(path, form, browser).status == 403)
      #expect(try fixture.call().path == "")
    }
    await fixture.stop()
  }

  @Test("outlives the daemon, its revocation too")
  func restart() async throws {
    let first = try await PageFixture()
    let browser = try await first.browser(.act)
    let ledger = first.ledger
    await first.stop()
    let second = try await PageFixture(ledger: ledger)
    #expect(try await second.get("", browser).status == 200)
    #expect(try second.call().rights == .act)
    try await second.service.revoke(by: 0)
    #expect(try await second.get("", browser).status == 403)
    let later = try await second.browser()
    await second.stop()
    let third = try await PageFixture(ledger: ledger)
    #expect(try await third.get("", browser).status == 403)
    #expect(try await third.get("", later).status == 200)
    await third.stop()
    // A restored ledger may not know of it.
    let restored = try await PageFixture(ledger: ledger, isRestored: true)
    #expect(try await restored.get("", later).status == 403)
    await restored.stop()
  }

  @Test("ends when its user says so, and stays ended")
  func logout() async throws {
    let fixture = try await PageFixture()
    let browser = try await fixture.browser()
    let other = try await fixture.browser()
    let form = "form_id=\(try await fixture.formID(browser))"
    let answer = try await fixture.post("logout", form, browser)
    #expect(answer.status == 303 && answer.header("Location") == "/")
    #expect(answer.header("Set-Cookie")?.contains("Max-Age=0") == true)
    #expect(try await fixture.get("", browser).status == 403)
    #expect(try await fixture.get("", other).status == 200)
    let ledger = fixture.ledger
    #expect(ledger.acts.map(\.kind) == ["console_login", "console_login", "console_logout"])
    await fixture.stop()
    let next = try await PageFixture(ledger: ledger)
    #expect(try await next.get("", browser).status == 403)
    #expect(try await next.get("", other).status == 200)
    await next.stop()
  }

  @Test("ends when its user says so, also if the ledger fails")
  func logoutWithoutLedger() async throws {
    let fixture = try await PageFixture()
    let browser = try await fixture.browser()
    let form = "form_id=\(try await fixture.formID(browser))"
    fixture.ledger.fail()
    #expect(try await fixture.post("logout", form, browser).status == 303)
    #expect(try await fixture.get("", browser).status == 403)
    await fixture.stop()
  }

  @Test("takes back the addresses that wait when all sessions are revoked")
  func revoked() async throws {
    let fixture = try await PageFixture()
    let path = try await fixture.offer()
    try await fixture.service.revoke(by: 0)
    #expect(try await fixture.ask("GET", path).status == 410)
    await fixture.stop()
  }

  @Test("behind a proxy with TLS is sent over TLS only")
  func proxy() async throws {
    let fixture = try await PageFixture(publicHosts: ["sms.example.com"])
    let path = try await fixture.offer()
    let passed = "X-Forwarded-For: 192.0.2.1\r\n"
    let answer = try await fixture.ask(
      "POST",
      path,
      headers: "\(passed)Origin: https://sms.example.com\r\n",
      host: "sms.example.com",
      body: ""
    )
    #expect(answer.status == 303)
    #expect(answer.header("Set-Cookie")?.hasSuffix("; SameSite=Strict; Secure") == true)
    let base = try #require(answer.header("Location"))
    let cookie = "Cookie: \(try PageFixture.cookie(of: answer))\r\n"
    let page = try await fixture.ask("GET", base, headers: passed + cookie, host: "sms.example.com")
    #expect(page.status == 200)
    #expect(try await fixture.ask("GET", base, headers: passed + cookie).status == 403)
    await fixture.stop()
  }

  @Test("does not begin where it cannot be entered in the audit")
  func audit() async throws {
    let fixture = try await PageFixture()
    let browser = try await fixture.browser(.act, user: 1_234)
    try await fixture.service.revoke(by: 0)
    let acts = fixture.ledger.acts
    #expect(acts.map(\.kind) == ["console_login", "console_revoke"])
    #expect(acts[0].author.onBehalfOf == 1_234 && acts[0].target == #"{"rights":"act"}"#)
    #expect(acts[1].author.onBehalfOf == 0)
    let path = try await fixture.offer()
    fixture.ledger.fail()
    let answer = try await fixture.ask("POST", path, headers: fixture.origin, body: "")
    #expect(answer.status == 503 && answer.header("Set-Cookie") == nil)
    #expect(try await fixture.get("", browser).status == 403)
    await fixture.stop()
  }
}
