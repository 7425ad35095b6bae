internal import SMSCore
internal import SMSSystem

/// HUP: the configuration is read again; a bad one is refused and the old one stays.
extension Daemon {
  /// Reloads; what comes while one is under way is one more reload after it.
  package func reload() async {
    guard !isDraining else { return }
    isReloadAsked = true
    guard !isReloading else { return }
    isReloading = true
    while isReloadAsked {
      isReloadAsked = false
      await reloadOnce()
    }
    isReloading = false
  }

  private func reloadOnce() async {
    notifier.reloading()
    log.write(.reloading, [("configuration", options.configurationPath)])
    do throws(StartError) {
      let (new, credentials, text) = try await Self.read(options)
      guard new.state == configuration.state else {
        await refuse(["state: must stay \(configuration.state) until a restart"])
        return
      }
      try Self.makeSpools(new)
      try await changeListener(for: new)
      await take(new, credentials)
      await board.use(new, text)
      log.write(.reloaded)
      await board.reloaded(refused: false)
    } catch {
      await refuse(error.lines)
    }
  }

  private func refuse(_ lines: [String]) async {
    for line in lines { log.write(.configurationFault, [("fault", line)]) }
    log.write(.reloadRefused, [("faults", String(lines.count))])
    await board.reloaded(refused: true)
  }

  private func take(
    _ new: Configuration,
    _ credentials: [String: Credentials]
  ) async {
    configuration = new
    log.change(format: new.log.format, level: new.log.level)
    sayWhatRightsAreWrong()
    providers.use(new, credentials, receiptURL: callbackURLs?.receipts)
    await inbound.use(new)
    let dispatcher = new.dispatcher(keySources: credentials.mapValues(\.source))
    await lookups.use(providers.lookups, dispatcher.accounts)
    await desk.reconfigure(
      dispatcher,
      providers: providers.providers
    )
    await reconciler.use(providers.listings, dispatcher, new)
    let restoration = isRestored ? restoration : nil
    await publisher.use(Self.open(Self.resultStores(new), restoration))
    await received.use(Self.open(Self.receivedStores(new), restoration))
    await housekeeper.use(new.retention, new.layouts.map(\.value))
    await changeIntakes()
  }
}
