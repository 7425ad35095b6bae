internal import SMSCore
internal import SMSSystem

/// The system's time zones, which change more often than the daemon is restarted.
extension Daemon {
  var zoneFiles: ZoneFiles { ZoneFiles(options.zoneDirectory) }

  /// Looks again from time to time whether the zones were installed anew.
  func watchZones() {
    zoneMark = zoneFiles.mark(of: configuration.zoneNames)
    zoneTimer = DeadlineTimer(on: executor, leeway: 1_000_000_000) { [weak self] in
      guard let self else { return }
      Task { await self.lookAtZones() }
    }
    armZoneTimer()
  }

  private func armZoneTimer() {
    guard !isDraining else { return }
    let next = Moment.now().monotonic.advanced(by: options.zoneCheck)
    zoneTimer?.arm(at: next.nanoseconds)
  }

  private func lookAtZones() async {
    defer { armZoneTimer() }
    let names = configuration.zoneNames
    guard !isDraining, !names.isEmpty else { return }
    let mark = zoneFiles.mark(of: names)
    // A reload reads them itself.
    guard mark != zoneMark, reloads.begin() else { return }
    zoneMark = mark
    await readZones()
    while reloads.next() { await reloadOnce() }
  }

  private func readZones() async {
    do throws(ConfigurationError) {
      let new = try configuration.withZones(zoneFiles, at: Moment.now().wall)
      configuration.windows = new.windows
      configuration.dayZones = new.dayZones
      configuration.systemZone = new.systemZone
      await useWindows()
      log.write(.zonesRead, [("release", zoneFiles.release ?? "unknown")])
    } catch {
      for line in error.lines { log.write(.zonesRefused, [("fault", line)]) }
    }
  }

  /// Has messages go by the windows of the configuration.
  private func useWindows() async {
    do throws(LedgerError) {
      try await storage.ledger.use(configuration.windows)
      try await storage.ledger.use(configuration.sendingRules)
    } catch {
      reporting.events.ledgerFailed(error)
    }
    await sending.use(configuration.windows)
    await reporting.alarms.use(configuration.windows)
    await metering.use(configuration)
  }
}
