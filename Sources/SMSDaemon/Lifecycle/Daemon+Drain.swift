internal import SMSCore
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
/// All of it ends after `longestDrain`, 5 s before the unit's `TimeoutStopSec`: a ledger or a disk
/// that does not answer must not hold the process. What could not be recorded is in doubt at the
/// next start, as after a crash. A `timeout_seconds` too long for that has the service manager
/// wait longer (EXTEND_TIMEOUT_USEC).
extension Daemon {
  static let cutOffTime = Interval(seconds: 2)
  static let longestDrain = Interval(seconds: 40)
  /// What is left to publish and close after the last answer.
  private static let flushTime = Interval(seconds: 8)
  /// Between the end of a drain and the time at which the service manager kills.
  private static let graceTime = Interval(seconds: 5)

  package func drain() async {
    await drain(within: drainTime)
  }

  /// - Parameter limit: When to give up.
  func drain(within limit: Interval) async {
    guard !isDraining else { return }
    isDraining = true
    notifier.stopping()
    if limit > Self.longestDrain { notifier.extendTimeout(by: limit + Self.graceTime) }
    log.write(.draining, [("under_way", String(await desk.underWay))])
    await board.draining()
    if await finish(within: limit) {
      log.write(.stopped)
    } else {
      log.write(
        .drainedInPart,
        [
          (
            "hint",
            "The ledger or a disk did not answer in time; what was under way is in doubt at the"
              + " next start."
          )
        ]
      )
    }
    log.flush()
    stopped()
  }

  /// What the longest `timeout_seconds` needs, and never less than the unit allows.
  private var drainTime: Interval {
    max(Self.longestDrain, longestTimeout + Self.cutOffTime + Self.flushTime)
  }

  private var longestTimeout: Interval {
    configuration.accounts.values.map(\.timeout).max() ?? .zero
  }

  /// - Returns: Whether all was done in time.
  private func finish(within limit: Interval) async -> Bool {
    let isDone = Flag()
    // The timer must not keep the daemon, and its lock, until it fires.
    let executor = executor
    await withCheckedContinuation { continuation in
      let first = FirstOf(continuation)
      Task {
        await finish()
        isDone.set()
        first.arrived()
      }
      Task {
        await executor.rest(for: limit)
        first.arrived()
      }
    }
    return isDone.value
  }

  private func finish() async {
    // What the provider tells us meanwhile it tells again after the start.
    await service?.stop()
    await lookups.stop()
    await reconciler.stop()
    for intake in intakes.values { await intake.stop() }
    await awaitAnswers()
    await publisher.flush()
    await received.flush()
    await housekeeper.stop()
    await ledgerWatch.stop()
    await board.close()
    await ledger.close()
    stateFile.release()
  }

  /// Waits until nothing is under way or time is up, whichever comes first.
  ///
  /// What then has no outcome is settled at the next start.
  private func awaitAnswers() async {
    let longest = longestTimeout
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
