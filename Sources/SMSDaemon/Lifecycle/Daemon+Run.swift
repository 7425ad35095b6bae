internal import SMSCore
internal import SMSSpool
internal import SMSSystem

/// From the opened parts to a daemon that takes requests, signals and the watchdog's questions.
extension Daemon {
  /// Finishes what a crash left, opens everything to the outside, and says that it is ready.
  func run(
    _ credentials: [String: Credentials],
    _ text: [UInt8]
  ) async throws(StartError) {
    let recovery: Recovery
    do throws(LedgerError) {
      recovery = try await ledger.recover()
      try await sayWhetherSecretChanged()
      try await publisher.start()
    } catch {
      throw .ledger(error)
    }
    let guardedShare = configuration.verification.policy.prefixGuard.approvedShare
    await board.start(guardsPrefixes: guardedShare > 0)
    await board.use(configuration, text)
    sayWhatRightsAreWrong()
    try await changeListener(for: configuration)
    providers.use(configuration, credentials, receiptURL: callbackURLs?.receipts)
    let dispatcher = configuration.dispatcher(keySources: credentials.mapValues(\.source))
    await lookups.use(providers.lookups, dispatcher.accounts)
    await reconciler.use(providers.listings, dispatcher, configuration)
    await desk.tellWhenReleased { [weak self] in
      guard let self else { return }
      Task { await self.released() }
    }
    await desk.start(recovery, providers: providers.providers)
    await received.start()
    // Before the first message can go out: its receipts come at once.
    await inbound.open()
    await startIntakes()
    if let restoration { await sayRestored(restoration) } else { await housekeeper.start() }
    await watchSignals()
    await startWatchdog()
    await ledgerWatch.start(wasUnclean: wasUnclean)
    log.write(.ready, [("spools", String(intakes.count - 1)), ("state", configuration.state)])
    await board.ready()
  }

  /// Directories that work, but let others do what they should not, or do not let them.
  func sayWhatRightsAreWrong() {
    for (spool, layout) in configuration.layouts {
      for problem in layout.problems(owner: CurrentProcess.user) {
        log.write(
          .rightsProblem,
          [("spool", spool), ("problem", "\(problem)"), ("hint", problem.hint)]
        )
      }
    }
  }

  private func watchSignals() async {
    guard options.watchesSignals else { return }
    signals = await SignalSource([.terminate, .interrupt, .hangUp], on: executor) {
      [weak self] signal in
      guard let self else { return }
      self.assumeIsolated { $0.received(signal) }
    }
  }

  private func received(_ signal: Signal) {
    switch signal {
    case .hangUp:
      Task { await reload() }
    default:
      guard isDraining else {
        Task { await drain() }
        return
      }
      log.write(.stoppedAtOnce)
      log.flush()
      CurrentProcess.exitAtOnce(status: 0)
    }
  }

  private func startWatchdog() async {
    guard let limit = notifier.watchdogInterval else { return }
    let (desk, publisher, ledger) = (desk, publisher, ledger)
    let dog = Watchdog(limit: Interval(nanoseconds: limit), notifier: notifier) { [weak self] in
      _ = await desk.underWay
      _ = try? await ledger.publishedThrough()
      await publisher.isAlive()
      await self?.isAlive()
    }
    watchdog = dog
    await dog.start()
  }

  private func isAlive() {}
}
