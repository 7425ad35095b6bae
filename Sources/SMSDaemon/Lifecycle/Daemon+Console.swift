internal import SMSCore
internal import SMSListener
internal import SMSSystem

extension Daemon {
  /// Whether it does its work, and why not.
  package var readiness: Readiness {
    get async {
      var readiness = await board.readiness
      guard let restoration else { return readiness }
      let detail = """
        nothing is sent since a backup of \(restoration.backupAt.text) was restored: run \
        'smsdispatch reconcile', then 'smsdispatch release --all'
        """
      // Every spool waits for that.
      readiness.reasons.removeAll { $0.detail == Self.restoredReason }
      readiness.reasons.insert(.init(.restored, detail: detail), at: 0)
      return readiness
    }
  }

  /// Where the console answers over the network, such as `http://127.0.0.1:8027`; nil if it does not.
  package var consoleURL: String? {
    get async { await console.url }
  }

  /// An address of the operators' page with one login, for the daemon's own user.
  ///
  /// - Parameter acting: Whether the session acts, too.
  /// - Returns: The address; nil if the console does not listen on the network, or there is no
  ///   program that makes pages.
  package func loginAddress(acting: Bool) async -> String? {
    let rights: ConsoleRights = acting ? .act : .read
    let login = PendingLogins.Login(user: CurrentProcess.user, rights: rights)
    guard let page, let place = await console.pagePlace,
      let token = try? await page.sessions.offer(login)
    else { return nil }
    return ConsoleLogin(place, token: token, rights: rights).address
  }

  /// Opens the console before anything that takes time, so that it can say what that is.
  func openConsole() async throws(StartError) {
    await commands?.use(configuration)
    await page?.use(configuration)
    await page?.start()
    await console.start(
      [
        .health(), .readiness { [weak self] in await self?.readiness },
        .metrics { [weak self] accept in await self?.metrics(accepting: accept) },
      ] + (commands.map { [$0.route] } ?? []) + (page.map(pageRoutes) ?? [])
    )
    try await console.change(for: configuration)
  }

  /// What browsers ask, and what the commands that give them sessions do.
  private nonisolated func pageRoutes(_ page: PageService) -> [ConsoleRoute] {
    let console = console
    return page.routes + [
      .login(page, rights: { console.rights(of: $0) }, place: { await console.pagePlace }),
      .revocation(page, rights: { console.rights(of: $0) }),
    ]
  }
}
