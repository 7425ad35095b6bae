internal import SMSCore
internal import SMSSystem

/// TERM and INT: nothing new is sent, pending answers are awaited, everything is made durable.
///
/// | step | at most |
/// |---|---|
/// | the listener closes; intake finishes the files it has taken | the ledger's commits |
/// | answers to requests in flight | the longest `timeout_seconds` |
/// | connections are cut, and their messages recorded accordingly | 2 s |
/// | results are published and synced, the ledger is closed | the disk |
///
/// All of it ends after `longestDrain`, 5 s before the unit's `TimeoutStopSec`: a ledger or disk
/// that does not respond must not keep the process alive. What could not be recorded is in doubt at
/// the next start, as after a crash. If a `timeout_seconds` is too long for that, the service
/// manager is asked to wait longer (EXTEND_TIMEOUT_USEC).
extension Daemon {
  static let longestDrain = Interval(seconds: 40)
  /// Time reserved for publishing and closing after the last answer.
  private static let flushTime = Interval(seconds: 8)
  /// Time between the end of a drain and the service manager's kill.
  private static let graceTime = Interval(seconds: 5)

  package func drain() async {
    await drain(within: drainTime)
  }

  /// - Parameter limit: When to give up.
  func drain(within limit: Interval) async {
    guard !isDraining else { return }
    isDraining = true
    reporting.notifier.stopping()
    if limit > Self.longestDrain {
      reporting.notifier.extendTimeout(by: limit + Self.graceTime)
    }
    log.write(.draining, [("under_way", String(await sending.underWay))])
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

  /// The time that the longest `timeout_seconds` requires, but at least what the unit allows.
  private var drainTime: Interval {
    max(Self.longestDrain, longestTimeout + Sending.cutOffTime + Self.flushTime)
  }

  private var longestTimeout: Interval {
    configuration.accounts.values.map(\.timeout).max() ?? .zero
  }

  /// - Returns: Whether everything was done in time.
  private func finish(within limit: Interval) async -> Bool {
    let isDone = Flag()
    // The timer must not keep the daemon and its lock alive until it fires.
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
    await receiving.stop()
    await copies.stop()
    await reporting.alarms.stop()
    await sending.stopCommands()
    await intakes.stop()
    await sending.drain(within: longestTimeout)
    await publishing.stop()
    await receiving.flush()
    await commands?.stop()
    await page?.stop()
    await console.stop()
    await metering.stop()
    await board.close()
    await storage.close()
  }
}
