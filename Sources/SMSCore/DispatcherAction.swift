/// What the dispatcher wants done, in this order.
package enum DispatcherAction: Sendable {
  case begin([JobNumber])
  case send(account: String, [Dispatch])
  case settle([Settlement])
  /// `dueAt` is nil for those that stay due as they were.
  case postpone([JobNumber], error: JobError, nextAttemptAt: WallTime, dueAt: WallTime? = nil)
  /// Notes that a sender pauses, and moves the due times of its messages that wait, a part at a time.
  case holdSender(Sender, until: WallTime, from: SenderCursor?)
  /// Ends that, and makes them due again, a part at a time.
  case freeSender(Sender, from: SenderCursor?)
  /// Asks the ledger for a message of a paused sender, the next after that one or the first.
  case askSender(Sender, after: JobNumber)
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
