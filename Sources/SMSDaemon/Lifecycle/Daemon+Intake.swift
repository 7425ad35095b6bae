internal import SMSCore
internal import SMSSecrets
internal import SMSSpool
internal import SMSSystem

/// One intake for each spool, the operator's among them.
extension Daemon {
  func startIntake(of spool: String) async {
    guard let settings = configuration.intake(of: spool) else { return }
    let (desk, log, secret, boot, board) = (desk, log, secret, boot, board)
    let publisher = publisher
    var means = IntakeDependencies(
      ledger: ledger,
      state: state,
      notices: notices,
      clock: { Moment.now() },
      bootTime: { BootTime(nanoseconds: Clocks.boottime, boot: boot) },
      random: { (try? Randomness.word()) ?? UInt64.random(in: .min ... .max) },
      digest: { secret.digest(.request, of: $0) },
      accepted: { acceptances in
        desk.take(acceptances)
        board.workChanged()
      },
      report: { report in
        log.write(report, of: spool)
        board.take(report, of: spool)
      }
    )
    means.resultsChanged = { publisher.wake() }
    let claims = directoryClaims
    means.claim = { claims.claim($0, for: spool) }
    let intake = Intake(settings, means)
    intakes[spool] = intake
    await intake.start()
  }

  /// Starts the intake of every spool that takes requests now.
  func startIntakes() async {
    directoryClaims.assign(configuration.layouts)
    for spool in openSpools.sorted() { await startIntake(of: spool) }
  }

  /// After a reload: new spools start, gone ones stop, the rest takes on what changed.
  func changeIntakes() async {
    let wanted = openSpools
    for (spool, intake) in intakes where !wanted.contains(spool) {
      intakes[spool] = nil
      await intake.stop()
    }
    directoryClaims.assign(configuration.layouts)
    for spool in wanted.sorted() {
      if let intake = intakes[spool], let settings = configuration.intake(of: spool) {
        await intake.reconfigure(settings)
      } else {
        await startIntake(of: spool)
      }
    }
  }
}

extension Configuration {
  /// What the intake of a spool goes by.
  fileprivate func intake(of spool: String) -> IntakeSettings? {
    guard let layout = layouts[spool] else { return nil }
    return IntakeSettings(
      layout: layout,
      rules: rules(of: spool),
      maxQueued: spools[spool]?.maxQueued ?? 1_000_000,
      minFreeBytes: Int64(minFreeMegabytes) << 20
    )
  }
}
