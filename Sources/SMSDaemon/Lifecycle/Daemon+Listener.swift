internal import SMSCore
internal import SMSLedger
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
      let fresh = try await startListener(wanted, token)
      await service?.stop()
      service = fresh
    }
    callbackURLs = service.map { CallbackURLs(wanted, port: $0.port, token: token) }
  }

  private func startListener(
    _ wanted: Configuration.Listener,
    _ token: CallbackToken
  ) async throws(StartError) -> ListenerService {
    let (desk, ledger) = (desk, ledger)
    return try await ListenerService.start(
      wanted.settings,
      token: token,
      desk: inbound,
      log: log,
      isHealthy: {
        _ = await desk.underWay
        return (try? await ledger.publishedThrough()) != nil
      }
    )
  }
}
