/// What happened, as the shell reports it to the dispatcher.
package enum DispatcherEvent: Sendable {
  /// Always the first event: what the ledger holds.
  case recovered(Recovery)
  case accepted([Acceptance])
  /// A commit of begun attempts: the jobs asked for, and what became of them.
  case began(asked: [JobNumber], BegunAttempts)
  /// The ledger could not commit them; nothing began.
  case beginFailed([JobNumber])
  case provider([ProviderEvent])
  /// A commit of outcomes. The shell repeats a commit that failed until it succeeds.
  case settled([Settlement])
  /// Which of the ids asked about the ledger knows; nil if it could not answer.
  case identified(account: String, known: Set<String>?)
  /// The commit of a sent message's id, or of giving up the search for it.
  case named(JobNumber)
  case loaded(Lane, AgendaPage)
  case loadFailed(Lane)
  case expired(Expiry)
  case expiryFailed
  /// A batch was accepted whole: messages wait in these lanes.
  case activated(Set<Lane>)
  /// A command, or one step of it, was committed. The shell repeats a commit that failed.
  case commanded(CommandJob, CommandOutcome)
  /// The ledger moved a part of a paused sender's messages; a nil `next` means that all are moved.
  case senderHeld(Sender, next: LaneCursor?)
  case senderFreed(Sender, next: LaneCursor?)
  case senderAsked(Sender, AgendaEntry?)
  /// The ledger gave a part of a spool's messages the zones of their recipients; a nil `next` means
  /// that all have theirs.
  case zonesAssigned(spool: String, BroughtForward)
  /// The ledger brought due times forward to that time in a part of the lanes.
  case broughtForward(to: WallTime, BroughtForward)
  case reconfigured(DispatcherConfiguration)
  /// The rules of the time zones were changed.
  case windowsChanged(SendWindows)
  /// Whether sending stops until further notice, since the ledger cannot be trusted. Attempts under
  /// way are still settled.
  case halt(Bool)
  /// No new sends; attempts under way are awaited.
  case drain
  /// A wake-up that was asked for.
  case timer
}

/// What the dispatcher wants done, in this order.
package enum DispatcherAction: Sendable {
  case begin([Claim], areUrgent: Bool)
  case send(account: String, [Dispatch])
  case settle([Settlement])
  /// Notes why the jobs wait; a nil `dueAt` leaves their due times unchanged.
  case postpone([JobNumber], error: JobError, nextAttemptAt: WallTime, dueAt: WallTime? = nil)
  /// Notes that a sender pauses, and postpones its waiting messages, a part at a time.
  case holdSender(Sender, until: WallTime, from: LaneCursor?)
  /// Ends that pause, and makes the messages due again, a part at a time.
  case freeSender(Sender, from: LaneCursor?)
  /// Asks the ledger for a paused sender's next message after `after`, or else its first, in a lane
  /// whose zones are not among `closed`.
  case askSender(Sender, after: JobNumber, closed: Set<LaneZones>)
  /// A spool has a window now: gives its waiting messages the zones of their recipients, a part at
  /// a time.
  case assignZones(spool: String, from: LaneCursor?)
  /// The wall clock was set back: makes waiting messages due at that time if they are due later, a
  /// part at a time.
  case bringForward(to: WallTime, from: LaneCursor?)
  case load(Lane, excluding: Set<JobNumber>, limit: Int)
  case expire(limit: Int)
  case execute(CommandJob)
  case probe(account: String)
  case list(account: String, ListQuery)
  /// Asks the ledger which of these provider ids it knows.
  case identify(account: String, [String])
  /// Stores the id of a sent message; nil ends the search for it.
  case name(JobNumber, String?)
  case report(DispatcherReport)
}

/// What an operator may want to read: the daemon logs it and notes it for `status`.
package enum DispatcherReport: Sendable {
  case attempt(AttemptReport)
  case paused(account: String, error: JobError, nextProbeAt: WallTime)
  case probeFailed(account: String, error: JobError, nextProbeAt: WallTime)
  case trial(account: String)
  case resumed(account: String)
  case breakerOpened(account: String, code: ErrorCode)
  case breakerClosed(account: String)
  /// Silence after a 429; afterwards the account sends `factor` times slower than its rate, or only
  /// its MMS than theirs.
  case slowedDown(account: String, wait: Interval, factor: Int, isMMS: Bool)
  /// Some time without a 429: the account sends `factor` times slower from now on; 1: at its rate.
  case spedUp(account: String, factor: Int, isMMS: Bool)
  case senderPaused(Sender, error: JobError, nextProbeAt: WallTime)
  case senderResumed(Sender)
  /// A cap has no room for the next message, and had some for a while.
  case capClosed(CapRefusal)
  /// A cap has had room for a while.
  case capOpened(Cap.ID)
  case interrupted(AgendaEntry)
  /// A look settled what became of an attempt, or the message expired before one could.
  case reconciled(AgendaEntry, Settlement.Next)
  case lookFailed(account: String, ProviderError, nextLookAt: WallTime)

  /// One attempt, for its log line.
  package struct AttemptReport: Sendable {
    package var entry: AgendaEntry
    /// The number of the attempt, from 1.
    package var attempt: Int
    package var outcome: Outcome
    /// What follows for the job.
    package var next: Settlement.Next
    /// From handing the request over to the answer.
    package var took: Interval
    /// When the request left; nil if it never did.
    package var leftAt: WallTime?
  }
}
