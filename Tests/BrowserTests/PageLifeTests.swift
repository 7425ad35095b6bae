import SMSJSON
import SMSSandbox
import SMSSystem
import TestSupport
import Testing

/// How sessions begin and end, and how a page that stays open keeps up.
@Suite(
  "The operators' page: sessions and streams",
  .serialized,
  .timeLimit(.minutes(10)),
  .throttled,
  .enabled(if: SlowTests.areWanted, "needs SMSDISPATCH_SLOW_TESTS=1"),
  .enabled("needs chromium and chromium-driver", { Browser.isThere })
)
struct PageLifeTests {
  @Test("An address of a login is good once, and without a session nothing is shown")
  func login() async throws {
    try await PageFixture.run { fixture, browser in
      let address = try await fixture.loginAddress(acting: false)
      try await browser.open(address)
      #expect(try await browser.tree().faults == [])
      // What looks ahead at addresses, such as a messenger, does not use it up.
      try await browser.open(address)
      try await browser.press("Log in")
      try await browser.wait(until: "location.pathname.startsWith('/s/')")
      let base = try await browser.url
      try await browser.open(address)
      #expect(try await browser.text.contains("used up"))
      #expect(try await browser.tree().faults == [])
      try await browser.devTools("Network.clearBrowserCookies")
      for path in [base, base + "find", base + "live/", String(base.prefix { $0 != "s" })] {
        try await browser.open(path)
        #expect(try await !browser.text.contains("Overview"), "\(path)")
      }
    }
  }

  @Test("The cookie of a session is hidden from scripts, and sent to its pages only")
  func cookie() async throws {
    try await PageFixture.run { fixture, browser in
      let session = try await PageSession.begin(fixture, browser)
      #expect(try await browser.evaluate("return document.cookie").string == "")
      let cookies = try await browser.devTools(
        "Network.getCookies",
        ["urls": [.string(session.base)]]
      )
      let cookie = try #require(cookies["cookies"]?.array?.first)
      #expect(cookie["httpOnly"]?.bool == true && cookie["sameSite"]?.string == "Strict")
      #expect(cookie["path"]?.string.map { session.base.hasSuffix($0) } == true)
    }
  }

  @Test("A session that ends, by its button or by console revoke, shows nothing more")
  func ended() async throws {
    try await PageFixture.run { fixture, browser in
      var session = try await PageSession.begin(fixture, browser)
      try await browser.press("End this session")
      #expect(try await browser.text.contains("session has ended"))
      try await session.open("")
      #expect(try await !browser.text.contains("Overview"))
      session = try await PageSession.begin(fixture, browser, acting: true)
      // The stream of the page that is open says so by itself.
      try await fixture.succeed("console", "revoke")
      try await browser.wait(until: "document.body.innerText.includes('ended')")
      try await session.open("find")
      #expect(try await browser.text.contains("session has ended"))
      #expect(try await browser.tree().faults == [])
    }
  }

  @Test("An open page follows what happens, and keeps focus, typed text and open details")
  func live() async throws {
    try await PageFixture.run { fixture, browser in
      let session = try await PageSession.begin(fixture, browser, acting: true)
      try await browser.evaluate("window.mark = 1; document.querySelector('main button').focus()")
      let focus = "return document.activeElement.outerHTML"
      let focused = try await browser.evaluate(focus)
      try fixture.submit("seen", to: "12065550403")
      try await browser.wait(
        until: "document.querySelector('main').innerText.includes('forbidden')"
      )
      #expect(try await browser.evaluate("return window.mark").number?.int64 == 1)
      #expect(try await browser.evaluate(focus) == focused)
      try await fixture.succeed("hold", "--account", "second")
      try fixture.submit("waits", spool: "held")
      try await fixture.wait(for: "waits", toBe: "queued", in: "held")
      try await session.open("job/held/waits")
      try await fixture.succeed("cancel", "waits", "--spool", "held")
      try await browser.wait(
        until: "document.querySelector('main').innerText.includes('canceled')"
      )
      #expect(try await browser.complaints() == [])
    }
  }

  @Test("When the daemon is killed the page says so, and goes on by itself when it is back")
  func killed() async throws {
    try await PageFixture.run { fixture, browser in
      let session = try await PageSession.begin(fixture, browser)
      try await fixture.kill()
      try await browser.wait(
        until: "document.querySelector('#stream').innerText.includes('lost')"
      )
      let port = session.base.split(separator: ":").last.flatMap { UInt16($0.prefix { $0 != "/" }) }
      try fixture.setPort(try #require(port))
      try await fixture.serve()
      try await browser.wait(
        until: "!document.querySelector('#stream').innerText.includes('lost')"
      )
      try fixture.submit("after", to: "12065550403")
      try await browser.wait(
        until: "document.querySelector('main').innerText.includes('forbidden')"
      )
    }
  }

  @Test("The demo serves its page until it is interrupted")
  func demo() async throws {
    let directory = try TemporaryDirectory()
    var command = ChildCommand(
      try CurrentProcess.program(beside: "smsdispatch"),
      ["demo", "--stay", "--directory", directory.path("demo")],
      environment: ["PATH": "/usr/bin:/bin"]
    )
    command.output = .file(directory.path("demo.out"))
    let demo = try ChildProcess(command)
    let output = try OutputFile("demo.out", in: directory.path)
    try await output.line(containing: ["The daemon goes on until Ctrl-C"])
    let address = try await output.wait { text in
      text.split(whereSeparator: \.isWhitespace).last { $0.contains("/login/") }.map(String.init)
    }
    try await Browser.run { browser in
      try await browser.open(address)
      try await browser.press("Log in")
      try await browser.wait(until: "location.pathname.startsWith('/s/')")
      #expect(try await browser.text.contains("Overview"))
    }
    try demo.send(.interrupt)
    #expect(try await demo.wait() == .exited(0))
  }
}
