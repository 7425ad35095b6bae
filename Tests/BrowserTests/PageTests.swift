import SMSJSON
import SMSSystem
import TestSupport
import Testing

/// What the pages show, and to whom.
@Suite(
  "The operators' page: what it shows",
  .serialized,
  .timeLimit(.minutes(10)),
  .throttled,
  .enabled(if: SlowTests.areWanted, "needs SMSDISPATCH_SLOW_TESTS=1"),
  .enabled("needs chromium and chromium-driver", { Browser.isThere })
)
struct PageTests {
  /// Numbers and a text of people.
  private static let secrets = ["12065550142", "12065550143", "A text for one person"]

  @Test("A reader finds every page sound, and sees no number, no text and no way to act")
  func reading() async throws {
    try await PageFixture.run(withJobs: true) { fixture, browser in
      let session = try await PageSession.begin(fixture, browser)
      try await PageTour.visit(session, acting: false) { page in
        let source = try await browser.evaluate("return document.documentElement.outerHTML").string
        for secret in Self.secrets {
          #expect(source?.contains(secret) == false, "\(page) has \(secret)")
        }
        let forms = try await browser.evaluate(
          "return document.querySelectorAll('form[action$=\"/act\"], form[action$=\"/text\"]').length"
        )
        #expect(forms.number?.int64 == 0, "\(page)")
        try await session.expectSound(page)
      }
      #expect(try await !fixture.succeed("audit", "--json").contains("\"shows\""))
    }
  }

  @Test("Who may act finds every page sound, sees numbers and texts, and the audit says so")
  func acting() async throws {
    try await PageFixture.run(withJobs: true) { fixture, browser in
      let session = try await PageSession.begin(fixture, browser, acting: true)
      try await PageTour.visit(session, acting: true) { page in
        let text = try await browser.text
        if page == "job-sent" { #expect(text.contains("12065550142"), "\(text)") }
        #expect(text.contains("A text for one person") == (page == "text"), "\(page): \(text)")
        try await session.expectSound(page)
      }
      let audit = try await fixture.succeed("audit", "--json")
      #expect(
        audit.contains("job/default/order-1042") && audit.contains("job/held/held-1"),
        "\(audit)"
      )
    }
  }

  @Test("Markup, quotes and marks of direction are shown as they are")
  func hostile() async throws {
    try await PageFixture.run(withJobs: true) { fixture, browser in
      let session = try await PageSession.begin(fixture, browser, acting: true)
      try await session.open("job/abroad/hostile-1")
      var text = try await browser.text
      #expect(text.contains(PageJobs.visibleMarkup) && text.contains("\\u{202e}gnp.exe"), "\(text)")
      try await session.expectUntouched()
      try await browser.press("Show the text")
      text = try await browser.text
      #expect(text.components(of: PageJobs.visibleMarkup) > 1, "\(text)")
      try await session.expectUntouched()
      try await session.open("find")
      try await browser.type(PageJobs.markup, into: "input[name=batch]")
      try await browser.press("Find")
      try await session.expectUntouched()
      try await session.open("job/default/%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")
      try await session.expectUntouched()
      for page in ["", "failures", "found", "audit"] {
        if page == "found" {
          try await session.find("failed")
        } else {
          try await session.open(page)
        }
        try await session.expectUntouched()
      }
    }
  }

  @Test("Without scripts every page is whole, and searching and acting work")
  func withoutScripts() async throws {
    try await PageFixture.run(withJobs: true) { fixture, browser in
      try await browser.allowScripts(false)
      let session = try await PageSession.begin(fixture, browser, acting: true)
      try await PageTour.visit(session, acting: true) { page in
        let size = try await browser.evaluate(
          "return document.querySelector('main').innerText.length"
        )
        #expect(size.number?.int64 ?? 0 > 30, "\(page)")
      }
      let held = try await fixture.succeed("show", "held-1", "--spool", "held")
      #expect(held.contains("held"), "\(held)")
    }
  }

  @Test("A page fits its window, and keys lead through it in the order of reading")
  func keys() async throws {
    try await PageFixture.run { fixture, browser in
      _ = try await PageSession.begin(fixture, browser)
      let focused = "return document.activeElement.innerText.trim()"
      try await browser.press(.tab)
      #expect(try await browser.evaluate(focused).string == "Skip to the content")
      let outline = "return getComputedStyle(document.activeElement).outlineStyle"
      for name in ["smsdispatch", "Overview", "Find", "Batches"] {
        try await browser.press(.tab)
        #expect(try await browser.evaluate(focused).string == name)
        #expect(try await browser.evaluate(outline).string != "none", "\(name)")
      }
      try await browser.press(.enter)
      try await browser.wait(until: "location.pathname.endsWith('/batches')")
    }
  }
}

extension PageSession {
  /// Asserts that no markup of a stranger became a part of the page.
  fileprivate func expectUntouched() async throws {
    let found = try await browser.evaluate(
      """
      return [document.title == 'taken', document.querySelectorAll('script:not([src]), img').length,
        document.querySelectorAll('[onerror]').length].join()
      """
    )
    let url = try await browser.url
    #expect(found.string == "false,0,0", "\(url)")
    let complaints = try await complaints()
    #expect(complaints == [], "\(url)")
  }
}

extension String {
  /// How often a text occurs.
  fileprivate func components(of text: String) -> Int { ranges(of: text).count }
}
