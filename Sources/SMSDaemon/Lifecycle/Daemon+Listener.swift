internal import SMSCore
internal import SMSListener
internal import SMSSecrets

/// The listener, which the configuration switches on and off.
extension Daemon {
  /// Starts, stops or moves the listener as a configuration says; the old one stays if that fails.
  ///
  /// - Throws: `StartError`.
  func changeListener(for new: Configuration) async throws(StartError) {
    guard let wanted = new.listener else {
      await service?.stop()
      service = nil
      callbackURLs = nil
      return
    }
    let token = try new.token()
    if let service, service.settings == wanted.settings {
      service.use(token)
    } else {
      try await replaceListener(wanted.settings, token)
    }
    callbackURLs = service.map { CallbackURLs(wanted, port: $0.port, token: token) }
  }

  /// The old one goes first only where the new one wants its port: 127.0.0.1 and 0.0.0.0 cannot
  /// be combined.
  private func replaceListener(
    _ settings: ListenerSettings,
    _ token: CallbackToken
  ) async throws(StartError) {
    let old = service
    let sharesPort = old?.port == settings.port
    if sharesPort { await old?.stop() }
    do throws(StartError) {
      service = try await startListener(settings, token)
    } catch {
      if sharesPort, let old { service = try await startListener(old.boundSettings, old.token) }
      throw error
    }
    if !sharesPort { await old?.stop() }
  }

  private func startListener(
    _ settings: ListenerSettings,
    _ token: CallbackToken
  ) async throws(StartError) -> ListenerService {
    let (desk, ledger, scribe) = (desk, ledger, scribe)
    return try await ListenerService.start(
      settings,
      token: token,
      desk: inbound,
      log: log,
      unreadable: unreadableCalls,
      isHealthy: {
        _ = await desk.underWay
        return await ledger.isHealthy(scribe)
      }
    )
  }
}

extension DaemonLedger {
  /// Whether it takes what is new, reads, and writes again if a write failed last.
  fileprivate func isHealthy(_ scribe: EventReporter) async -> Bool {
    guard refusal == nil else { return false }
    do throws(LedgerError) {
      _ = try await publishedThrough()
      guard scribe.isLedgerFailing else { return true }
      try await change([NoteChange(Notes.health, Notes.works(at: Moment.now().wall))])
      scribe.ledgerWorks()
      return true
    } catch {
      scribe.ledgerFailed(error)
      return false
    }
  }
}
