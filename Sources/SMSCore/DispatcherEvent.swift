/// What the dispatcher is told.
package enum DispatcherEvent: Sendable {
  /// The first event of all: what the ledger holds.
  case recovered(Recovery)
  case accepted([Acceptance])
  /// A commit of begun attempts: those asked for, and those granted.
  case began(asked: [JobNumber], begun: Set<JobNumber>)
  /// The ledger could not commit them; nothing began.
  case beginFailed([JobNumber])
  case provider([ProviderEvent])
  /// A commit of outcomes. The shell repeats a commit that failed until it succeeds.
  case settled([Settlement])
  case loaded(Lane, AgendaPage)
  case loadFailed(Lane)
  case expired(Expiry)
  case expiryFailed
  /// A command, or one step of it, was committed. The shell repeats what failed.
  case commanded(CommandJob, CommandOutcome)
  case reconfigured(DispatcherConfiguration)
  /// No new sends; what is under way is awaited.
  case drain
  /// A wake-up that was asked for.
  case timer
}

/// What the dispatcher wants done, in this order.
package enum DispatcherAction: Sendable {
  case begin([JobNumber])
  case send(account: String, [Dispatch])
  case settle([Settlement])
  case postpone([JobNumber], error: JobError, nextAttemptAt: WallTime)
  case load(Lane, excluding: Set<JobNumber>, limit: Int)
  case expire(limit: Int)
  case execute(CommandJob)
  case probe(account: String)
  case report(DispatcherReport)
}

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
  case interrupted(AgendaEntry, policy: UncertainPolicy)

  /// One attempt, for its log line.
  package struct AttemptReport: Sendable {
    package var entry: AgendaEntry
    package var attempt: Int
    package var outcome: Outcome
    package var next: Settlement.Next
    package var took: Interval
  }
}
