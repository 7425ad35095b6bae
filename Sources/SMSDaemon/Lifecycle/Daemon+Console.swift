internal import SMSCore

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

  /// Opens the console before anything that takes time, so that it can say what that is.
  func openConsole() async throws(StartError) {
    await commands?.use(configuration)
    await console.start(
      [
        .health(), .readiness { [weak self] in await self?.readiness },
        .metrics { [weak self] accept in await self?.metrics(accepting: accept) },
      ] + (commands.map { [$0.route] } ?? [])
    )
    try await console.change(for: configuration)
  }
}
