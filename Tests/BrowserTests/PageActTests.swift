import SMSJSON
import SMSSystem
import TestSupport
import Testing

/// What a session may do, and what nobody can do in its place.
@Suite(
  "The operators' page: acts",
  .serialized,
  .timeLimit(.minutes(10)),
  .throttled,
  .enabled(if: SlowTests.areWanted, "needs SMSDISPATCH_SLOW_TESTS=1"),
  .enabled("needs chromium and chromium-driver", { Browser.isThere })
)
struct PageActTests {
  @Test("Hold, release, flush, cancel and retry of one job do what the commands do")
  func oneJob() async throws {
    try await PageFixture.run(withJobs: true) { fixture, browser in
      let session = try await PageSession.begin(fixture, browser, acting: true)
      try await session.act("Hold", "job/night/night-1")
      #expect(try await fixture.succeed("show", "night-1", "--spool", "night").contains("held"))
      try await session.act("Release", "job/night/night-1")
      try await session.find("deferred")
      try await browser.press("Flush")
      try await session.confirm()
      try await session.act("Cancel", "job/night/night-1")
      try await fixture.wait(for: "night-1", toBe: "canceled", in: "night")
      try await session.act("Retry", "job/default/forbidden-1")
      try await fixture.wait(for: "forbidden-1.retry-1", toBe: "failed")
      let audit = try await fixture.succeed("audit", "--json")
      for kind in ["hold", "release", "flush", "cancel", "retry"] {
        #expect(audit.contains("\"kind\":\"\(kind)\""), "\(kind): \(audit)")
      }
    }
  }

  @Test("All that match are counted first, and only those that were counted are canceled")
  func matching() async throws {
    try await PageFixture.run { fixture, browser in
      try await fixture.succeed("hold", "--all")
      for number in 0..<7 { try fixture.submit("many-\(number)", spool: "night") }
      try await fixture.wait(for: "many-6", toBe: "queued", in: "night")
      let session = try await PageSession.begin(fixture, browser, acting: true)
      try await session.find("queued")
      try await browser.press("Cancel")
      let text = try await browser.text
      #expect(text.contains("7"), "\(text)")
      #expect(text.contains("many-6") && !text.contains("many-1"), "the newest five: \(text)")
      try fixture.submit("later", spool: "night")
      try await fixture.wait(for: "later", toBe: "queued", in: "night")
      try await session.confirm()
      for number in 0..<7 {
        try await fixture.wait(for: "many-\(number)", toBe: "canceled", in: "night")
      }
      try await fixture.wait(for: "later", toBe: "queued", in: "night")
      // Loading the page of the result again repeats nothing.
      try await browser.reload()
      #expect(try await browser.url.contains("/done/"))
      try await fixture.wait(for: "later", toBe: "queued", in: "night")
    }
  }

  @Test("Everything can be held and released from the overview")
  func everything() async throws {
    try await PageFixture.run { fixture, browser in
      let session = try await PageSession.begin(fixture, browser, acting: true)
      try await browser.press("Hold all")
      try await session.confirm()
      #expect(try await fixture.succeed("status").contains("held"))
      try await session.open("")
      try await browser.press("Release all")
      try await session.confirm()
      #expect(try await !fixture.succeed("status").contains("held"))
    }
  }

  @Test("A form is good once")
  func once() async throws {
    try await PageFixture.run { fixture, browser in
      try fixture.submit("twice", spool: "night")
      try await fixture.wait(for: "twice", toBe: "queued", in: "night")
      let session = try await PageSession.begin(fixture, browser, acting: true)
      try await session.open("job/night/twice")
      try await browser.press("Hold")
      let form = try await browser.evaluate(
        """
        const form = document.querySelector('form[action$="/do"]');
        return new URLSearchParams(new FormData(form)).toString();
        """
      )
      try await session.confirm()
      try await fixture.succeed("release", "twice", "--spool", "night")
      #expect(try await session.post("do", form.string ?? "") >= 400)
      #expect(try await !fixture.succeed("show", "twice", "--spool", "night").contains("held"))
    }
  }

  @Test("A page of another site, though it knows the address, cannot act with the session")
  func forged() async throws {
    try await PageFixture.run { fixture, browser in
      let session = try await PageSession.begin(fixture, browser, acting: true)
      let formID = try await session.formID()
      let fields = ["action": "hold", "target": "all", "form_id": formID]
        .map { "<input type=hidden name=\($0.key) value=\"\($0.value)\">" }.joined()
      let forms = ["do", "act", "find"].map { path in
        "<form method=post action=\"\(session.base)\(path)\" id=\(path)>\(fields)<button>\(path)"
          + "</button></form>"
      }.joined()
      let server = try ScriptedServer(
        .readRequest,
        .answer(
          "200 OK",
          headers: ["Content-Type: text/html", "Connection: close"],
          body: "<title>Elsewhere</title>\(forms)"
        )
      )
      for path in ["do", "act", "find"] {
        // The port does not make it another site for cookies.
        try await browser.open(server.url)
        try await browser.click("#\(path) button")
        let text = try await browser.text
        #expect(!text.contains("Overview") && !text.contains("Everything"), "\(path): \(text)")
      }
      // Nor can it read: a frame stays empty.
      try await browser.open(server.url)
      try await browser.evaluate(
        "const f = document.createElement('iframe'); f.src = arguments[0]; document.body.append(f)",
        [.string(session.base)]
      )
      try await browser.wait(until: "document.querySelector('iframe').contentDocument === null")
      server.stop()
      #expect(try await !fixture.succeed("status").contains("held"))
      #expect(try await !fixture.succeed("audit", "--json").contains("\"kind\":\"hold\""))
    }
  }

  @Test("A session for reading cannot act, also with a form of its own")
  func readers() async throws {
    try await PageFixture.run { fixture, browser in
      let session = try await PageSession.begin(fixture, browser)
      try await session.open("find")
      let form = "action=hold&target=all&form_id=" + (try await session.formID())
      for path in ["do", "act", "text"] {
        #expect(try await session.post(path, form) == 403, "\(path)")
      }
      #expect(try await !fixture.succeed("status").contains("held"))
    }
  }
}

extension PageSession {
  /// Presses a button of a page, and confirms what it asks for.
  fileprivate func act(_ words: String, _ address: String) async throws {
    try await open(address)
    try await browser.press(words)
    try await confirm()
  }

  /// The id of the forms of the page.
  fileprivate func formID() async throws -> String {
    try await browser.evaluate("return document.querySelector('[name=form_id]').value").string ?? ""
  }

  /// Posts a form as a script of the page could; returns the status.
  fileprivate func post(_ path: String, _ form: String) async throws -> Int64 {
    let status = try await browser.evaluate(
      """
      const request = new XMLHttpRequest();
      request.open('POST', arguments[0], false);
      request.setRequestHeader('Content-Type', 'application/x-www-form-urlencoded');
      request.send(arguments[1]);
      return request.status;
      """,
      [.string(base + path), .string(form)]
    )
    return status.number?.int64 ?? 0
  }
}
