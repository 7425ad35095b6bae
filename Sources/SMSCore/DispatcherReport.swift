/// What happened that a person may want to read: the daemon logs it and notes it for `status`.
package enum DispatcherReport: Sendable {
  case attempt(AttemptReport)
  case paused(account: String, error: JobError, nextProbeAt: WallTime)
  case probeFailed(account: String, error: JobError, nextProbeAt: WallTime)
  case trial(account: String)
  case resumed(account: String)
  case breakerOpened(account: String, code: ErrorCode)
  case breakerClosed(account: String)
  case slowedDown(account: String, wait: Interval)
  case senderPaused(Sender, error: JobError, nextProbeAt: WallTime)
  case senderResumed(Sender)
  case interrupted(AgendaEntry)
  /// A look settled what became of an attempt, or its time ran out before one could.
  case reconciled(AgendaEntry, Settlement.Next)
  case lookFailed(account: String, ProviderError, nextLookAt: WallTime)

  /// One attempt, for its log line.
  package struct AttemptReport: Sendable {
    package var entry: AgendaEntry
    package var attempt: Int
    package var outcome: Outcome
    package var next: Settlement.Next
    package var took: Interval
  }
}
