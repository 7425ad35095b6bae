import SMSSystem
import TestSupport
import Testing

/// Pictures of all pages, for a person to look at.
@Suite(
  "Pictures of the operators' page",
  .timeLimit(.minutes(10)),
  .throttled,
  .enabled(if: SlowTests.areWanted, "needs SMSDISPATCH_SLOW_TESTS=1"),
  .enabled("needs SMSDISPATCH_PICTURES") { PageTour.pictures != nil && Browser.isThere }
)
struct PagePictures {
  @Test("Each page at three widths, in light and in dark")
  func take() async throws {
    let directory = try Directory(path: try #require(PageTour.pictures))
    try await PageFixture.run(withJobs: true) { fixture, browser in
      let session = try await PageSession.begin(fixture, browser, acting: true)
      try await PageTour.visit(session, acting: true) { page in
        for width: Int64 in [360, 800, 1_400] {
          for isDark in [false, true] {
            let look = Browser.Look(width: width, isDark: isDark, isStill: true)
            try await browser.show(look)
            let name = try #require(FileName("\(page)-\(look).png"))
            try directory.writeReplacing(name, try await browser.picture(), durable: false)
          }
        }
      }
    }
  }
}
