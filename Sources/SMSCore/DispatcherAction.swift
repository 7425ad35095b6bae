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
