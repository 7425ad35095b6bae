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
  case senderHeld(Sender, next: SenderCursor?)
  case senderFreed(Sender, next: SenderCursor?)
  case senderAsked(Sender, AgendaEntry?)
  case reconfigured(DispatcherConfiguration)
  /// Whether sending stops until further notice: the ledger cannot be trusted. What is under way is
  /// settled.
  case halt(Bool)
  /// No new sends; what is under way is awaited.
  case drain
  /// A wake-up that was asked for.
  case timer
}
