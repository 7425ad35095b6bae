import SMSJSON
import SMSSystem
import TestSupport
import Testing

/// The client of chromedriver itself, with a page of its own.
@Suite(
  "The browser of the tests",
  .serialized,
  .timeLimit(.minutes(5)),
  .throttled,
  .enabled(if: SlowTests.areWanted, "needs SMSDISPATCH_SLOW_TESTS=1"),
  .enabled("needs chromium and chromium-driver", { Browser.isThere })
)
struct DriverTests {
  private static let page = """
    <!DOCTYPE html><html lang="en"><head><title>A page</title>
    <meta name="viewport" content="width=device-width"><style>
    body { background: white } @media (prefers-color-scheme: dark) { body { background: black } }
    </style></head><body><main><h1>Forms</h1>
    <form method="post" action="/done"><label>Name <input name="name"></label>
    <button>Send</button></form><p id="seen"></p></main>
    <script>seen.textContent = "a script ran"; console.error("a complaint")</script></body></html>
    """

  private func withPage(
    _ page: String,
    _ test: (Browser, ScriptedServer) async throws -> Void
  ) async throws {
    let server = try ScriptedServer(
      .readRequest,
      .answer(
        "200 OK",
        headers: ["Content-Type: text/html; charset=utf-8", "Connection: close"],
        body: page
      )
    )
    try await Browser.run { try await test($0, server) }
    server.stop()
  }

  @Test("It opens a page, types, clicks, waits for the answer and hears complaints")
  func form() async throws {
    try await withPage(Self.page) { browser, server in
      try await browser.open(server.url)
      #expect(try await browser.text.contains("a script ran"))
      #expect(try await browser.complaints().contains { $0.contains("a complaint") })
      #expect(try await browser.complaints().isEmpty)
      try await browser.type("<b>&", into: "input")
      try await browser.click("button")
      try await browser.wait(until: "location.pathname == '/done'")
      #expect(try await browser.url == "\(server.url)/done")
      var posted: ReceivedRequest?
      while posted?.line != "POST /done HTTP/1.1" { posted = try await server.requests.next() }
      #expect(posted.map { String(decoding: $0.body, as: UTF8.self) } == "name=%3Cb%3E%26")
      await #expect(throws: DriverError.self) { try await browser.click("#nothing") }
    }
  }

  @Test("Scripts can be switched off, widths and colours set, and a picture taken")
  func looks() async throws {
    try await withPage(Self.page) { browser, server in
      try await browser.allowScripts(false)
      try await browser.open(server.url)
      #expect(try await !browser.text.contains("a script ran"))
      try await browser.show(Browser.Look(width: 360, isDark: true))
      let style = "return innerWidth + getComputedStyle(document.body).backgroundColor"
      #expect(try await browser.evaluate(style).string == "360rgb(0, 0, 0)")
      try await browser.show(Browser.Look(width: 800))
      #expect(try await browser.evaluate(style).string == "800rgb(255, 255, 255)")
      let picture = try await browser.picture()
      #expect(picture.starts(with: [0x89] + Array("PNG".utf8)) && picture.count > 1_000)
    }
  }

  @Test("Its tree finds what a screen reader would miss")
  func tree() async throws {
    try await withPage(Self.page) { browser, server in
      try await browser.open(server.url)
      #expect(try await browser.tree().faults == [])
      #expect(try await browser.tree().nodes("textbox").map(\.name) == ["Name"])
      try await browser.evaluate(
        """
        document.title = '';
        document.body.innerHTML = '<h1>A</h1><h3>B</h3><h1>C</h1><input><a href="/x"></a>'
          + '<button> </button><table><tr><td>1<td>2<tr><td>3<td>4</table>'
          + '<svg role="img"><path d="M0 0h9"/></svg>';
        """
      )
      let faults = try await browser.tree().faults
      for fault in [
        "a textbox has no name", "a link has no name", "a button has no name",
        "2 headings of the first level", "0 elements main", "a picture has no name",
      ] {
        #expect(faults.contains(fault), "\(faults)")
      }
      #expect(faults.contains { $0.hasPrefix("heading \"B\" follows a heading of level 1") })
    }
  }
}
