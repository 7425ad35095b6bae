internal import SMSCore
internal import SMSLedger
internal import SMSSpool
internal import SMSSystem

/// TERM and INT: nothing new is sent, answers under way are awaited, everything is made durable.
///
/// | step | at most |
/// |---|---|
/// | the listener closes; intake finishes the files it has taken | the ledger's commits |
/// | answers of requests on the wire | the longest `timeout_seconds` |
/// | connections are cut, what was on them is recorded as it is | 2 s |
/// | results are published and synced, the ledger is closed | the disk |
///
/// The unit's `TimeoutStopSec` is longer than all of it with the default `timeout_seconds`.
extension Daemon {
  static let cutOffTime = Interval(seconds: 2)

  package func drain() async {
    guard !isDraining else { return }
    isDraining = true
    notifier.stopping()
    log.write(.draining, [("under_way", String(await desk.underWay))])
    await note("draining")
    // What the provider tells us meanwhile it tells again after the start.
    await service?.stop()
    await lookups.stop()
    await reconciler.stop()
    for intake in intakes.values { await intake.stop() }
    await awaitAnswers()
    await publisher.flush()
    await received.flush()
    await housekeeper.stop()
    await note("stopped")
    await ledger.close()
    log.write(.stopped)
    log.flush()
    stopped()
  }

  /// Waits until nothing is under way or time is up, whichever comes first.
  ///
  /// What then has no outcome is settled at the next start.
  private func awaitAnswers() async {
    let longest = configuration.accounts.values.map(\.timeout).max() ?? .zero
    let (desk, executor) = (desk, executor)
    await withCheckedContinuation { continuation in
      let first = FirstOf(continuation)
      Task {
        await desk.drain()
        first.arrived()
      }
      Task {
        await executor.rest(for: longest)
        await desk.cutOff()
        await executor.rest(for: Self.cutOffTime)
        first.arrived()
      }
    }
  }
}
