import Testing

/// A browser with a session: what is on the page, and what a user does there.
struct PageSession: Sendable {
  let browser: Browser
  /// The session's address, which ends with a slash.
  let base: String

  /// Logs in, for reading or for acting too, and shows the overview.
  static func begin(
    _ fixture: PageFixture,
    _ browser: Browser,
    acting isActing: Bool = false
  ) async throws -> PageSession {
    try await browser.open(fixture.loginAddress(acting: isActing))
    try await browser.press("Log in")
    try await browser.wait(until: "location.pathname.startsWith('/s/')")
    let session = PageSession(browser: browser, base: try await browser.url)
    #expect(session.base.hasSuffix("/"), "\(session.base)")
    return session
  }

  /// Opens a page by its address below the session's.
  func open(_ path: String) async throws {
    try await browser.open(base + path)
  }
}
