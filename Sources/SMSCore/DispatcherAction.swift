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
  case list(account: String, ListQuery)
  /// Asks the ledger which of these ids of the provider it knows.
  case identify(account: String, [String])
  /// The id of a message that was sent; nil: it is not looked for any more.
  case name(JobNumber, String?)
  case report(DispatcherReport)
}
