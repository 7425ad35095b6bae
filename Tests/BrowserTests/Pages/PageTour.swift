import SMSSystem
import Testing

/// All pages, one after the other.
enum PageTour {
  /// The directory for pictures of them; nil if none are wanted.
  static let pictures = Environment.value(of: "SMSDISPATCH_PICTURES")

  private static let addresses = [
    ("overview", ""), ("find", "find"), ("batches", "batches"), ("batch", "batch/held/news-2"),
    ("failures", "failures"), ("ages", "ages"), ("audit", "audit"),
    ("job-sent", "job/default/order-1042"), ("job-failed", "job/default/forbidden-1"),
    ("job-deferred", "job/default/retried-1"), ("job-later", "job/default/later-1"),
    ("job-held", "job/held/held-1"), ("job-window", "job/night/night-1"),
    ("job-capped", "job/capped/capped-2"), ("job-hostile", "job/abroad/hostile-1"),
    ("no-job", "job/default/nothing"), ("no-page", "nothing"),
  ]

  /// Shows each page, and calls `look` with a short name of it.
  static func visit(
    _ session: PageSession,
    acting isActing: Bool,
    _ look: (String) async throws -> Void
  ) async throws {
    for (name, address) in addresses {
      try await session.open(address)
      try await look(name)
    }
    try await session.find("failed")
    try await look("found")
    try await session.showHistory(of: "12065550142")
    try await look("history")
    guard isActing else { return }
    try await session.open("job/held/held-1")
    try await session.browser.press("Show the text")
    try await look("text")
    try await session.find("queued")
    try await session.browser.press("Cancel")
    try await look("confirm")
    try await session.open("job/held/held-1")
    try await session.browser.press("Hold")
    try await session.confirm()
    try await look("done")
  }
}

extension PageSession {
  /// Searches jobs by their status.
  func find(_ status: String) async throws {
    try await open("find")
    try await browser.click("select[name=status] option[value=\(status)]")
    try await browser.press("Find")
    try await browser.wait(until: "location.pathname.includes('/found/')")
  }

  /// Searches what went to a phone and came from it.
  func showHistory(of number: String) async throws {
    try await open("find")
    try await browser.type(number, into: "input[name=number]")
    try await browser.press("Show its history")
    try await browser.wait(until: "location.pathname.includes('/history/')")
  }

  /// Confirms the act that the page asks about, and waits for what came of it.
  func confirm() async throws {
    try await browser.click("form[action$='/do'] button")
    try await browser.wait(until: "location.pathname.includes('/done/')")
  }
}
