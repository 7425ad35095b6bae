/// How an attempt ended, and the job's next state.
package struct Settlement: Hashable, Sendable {
  package enum Next: Hashable, Sendable {
    /// The text is erased from the ledger with this.
    case sent(providerMessageID: String?)
    case failed(JobError)
    case deferred(JobError, dueAt: WallTime)
    case expired(JobError)
    case uncertain(JobError)
    /// Nothing was sent after all (a pause or a drain came first): back to the state, error and due
    /// time it had before the attempt began, and that attempt is not counted.
    case withdrawn
  }

  package var job: JobNumber
  package var next: Next
  /// nil for `withdrawn` only.
  package var attempt: AttemptRecord?
  /// Whether the attempt counts against `max_attempts`.
  package var isCharged: Bool
  package var at: WallTime

  package init(
    job: JobNumber,
    next: Next,
    attempt: AttemptRecord?,
    isCharged: Bool,
    at: WallTime
  ) {
    self.job = job
    self.next = next
    self.attempt = attempt
    self.isCharged = isCharged
    self.at = at
  }
}
