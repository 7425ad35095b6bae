internal import SMSCore
internal import SMSSystem

/// HUP: the configuration is read again; if it is invalid, it is refused and the old one stays.
extension Daemon {
  /// Reloads; any number of requests during a reload cause one more after it.
  package func reload() async {
    guard !isDraining else { return }
    guard reloads.ask() else { return }
    while reloads.next() { await reloadOnce() }
  }

  func reloadOnce() async {
    reporting.notifier.reloading()
    log.write(.reloading, [("configuration", options.configurationPath)])
    do throws(StartError) {
      let (new, credentials, text) = try await Self.read(options)
      guard new.state == configuration.state else {
        await refuse(["state: must stay \(configuration.state) until a restart"])
        return
      }
      try new.makeSpools()
      try await console.change(for: new)
      await commands?.use(new)
      await page?.use(new)
      try await receiving.changeListener(for: new)
      await take(new, credentials)
      await board.use(new, text)
      await reporting.alarms.use(new)
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
    zoneMark = zoneFiles.mark(of: new.zoneNames)
    log.change(format: new.log.format, level: new.log.level)
    reportRights()
    reportRestricted()
    do throws(LedgerError) {
      try await storage.ledger.use(new.sendingRules)
      try await storage.ledger.use(new.optOutRules)
      try await storage.ledger.use(new.windows)
    } catch {
      reporting.events.ledgerFailed(error)
    }
    await receiving.use(new, isRestored: isRestored)
    await sending.use(new, credentials, callbacks: await receiving.callbackURLs)
    await followLists()
    await publishing.use(new, isRestored: isRestored)
    await intakes.use(new, open: new.openSpools(isRestored: isRestored))
    await metering.use(new)
  }
}

/// Makes sure that one reload runs at a time; all requests made meanwhile cause one more after it.
struct ReloadQueue {
  private var isUnderWay = false
  private var isAsked = false

  /// Begins something else that changes the configuration; reloads that are requested meanwhile
  /// follow.
  ///
  /// - Returns: False if a reload is under way.
  mutating func begin() -> Bool {
    guard !isUnderWay else { return false }
    isUnderWay = true
    return true
  }

  /// Requests a reload.
  ///
  /// - Returns: Whether the caller is to run it and any that follow.
  mutating func ask() -> Bool {
    isAsked = true
    guard !isUnderWay else { return false }
    isUnderWay = true
    return true
  }

  /// Begins the next reload.
  ///
  /// - Returns: False if none was requested since the last one began.
  mutating func next() -> Bool {
    isUnderWay = isAsked
    isAsked = false
    return isUnderWay
  }
}
