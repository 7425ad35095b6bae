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
  /// Of the ids that were asked about, those that the ledger knows; nil: it could not answer.
  case identified(account: String, known: Set<String>?)
  /// The id of a sent message was committed, or that none is looked for.
  case named(JobNumber)
  case loaded(Lane, AgendaPage)
  case loadFailed(Lane)
  case expired(Expiry)
  case expiryFailed
  /// A command, or one step of it, was committed. The shell repeats what failed.
  case commanded(CommandJob, CommandOutcome)
  /// The ledger moved a part of a paused sender's messages; nil: all.
  case senderHeld(Sender, next: LaneCursor?)
  case senderFreed(Sender, next: LaneCursor?)
  case senderAsked(Sender, AgendaEntry?)
  /// The ledger brought due times forward to that time, in a part of the lanes.
  case broughtForward(to: WallTime, BroughtForward)
  case reconfigured(DispatcherConfiguration)
  /// Whether sending stops until further notice: the ledger cannot be trusted. What is under way is
  /// settled.
  case halt(Bool)
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
  /// `dueAt` is nil for those that stay due as they were.
  case postpone([JobNumber], error: JobError, nextAttemptAt: WallTime, dueAt: WallTime? = nil)
  /// Notes that a sender pauses, and moves the due times of its messages that wait, a part at a time.
  case holdSender(Sender, until: WallTime, from: LaneCursor?)
  /// Ends that, and makes them due again, a part at a time.
  case freeSender(Sender, from: LaneCursor?)
  /// Asks the ledger for a message of a paused sender, the next after that one or the first.
  case askSender(Sender, after: JobNumber)
  /// Makes messages that wait due at that time if they are due later, a part at a time: the calendar's
  /// clock was set back.
  case bringForward(to: WallTime, from: LaneCursor?)
  case load(Lane, excluding: Set<JobNumber>, limit: Int)
  case expire(limit: Int)
  case execute(CommandJob)
  case probe(account: String)
  case list(account: String, ListQuery)
  /// Asks the ledger which of these ids of the provider it knows.
  case identify(account: String, [String])
  /// The id of a message that was sent; nil: it is not looked for any more.
  case name(JobNumber, String?)
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
