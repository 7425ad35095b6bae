/// The port for reading a ledger without changing it: `list`, `show`, `status`, `doctor`.
///
/// The daemon may be running or not; `LedgerStorage` opens the reader. Reading never blocks the
/// daemon. An answer includes every change that was durable when the call began, and is a
/// consistent snapshot unless a call says otherwise. Only one caller uses a reader at a time.
///
/// Every call throws `LedgerError`: `corrupt` for damage, `io` or `busy` for other failures.
package protocol LedgerReader {
  /// Jobs in reverse order of acceptance; commands are jobs too.
  ///
  /// This is not a single snapshot: a job that changes during the call is shown as it is when it is
  /// read. The cost depends on how far back the answer reaches, not on the ledger's size.
  /// - Parameters:
  ///   - filter: The jobs to list.
  ///   - limit: The most jobs to list.
  /// - Returns: The jobs, newest first.
  /// - Throws: `LedgerError` if the ledger cannot be read.
  func list(_ filter: JobFilter, limit: Int) throws(LedgerError) -> [JobSnapshot]

  /// A job with its attempts; nil if the ledger does not know it.
  func show(_ name: JobName) throws(LedgerError) -> JobDetails?

  /// Whether the ledger knows a job of that name, in any state.
  func knows(_ name: JobName) throws(LedgerError) -> Bool

  /// The ledger at a glance; a long queue costs no more than a short one.
  func summary() throws(LedgerError) -> LedgerSummary

  /// The restore that the ledger comes from; nil without one, or once `release --all` ended it.
  func restoration() throws(LedgerError) -> Restoration?

  /// The subjects of a spool, or of all for nil, by spool and subject; at most `limit`.
  func enrollments(in spool: String?, limit: Int) throws(LedgerError) -> [Enrollment]

  /// The opt-outs by phone and sender; an entry for all senders comes first.
  func optOuts() throws(LedgerError) -> [OptOut]

  /// Passes every number that may still get messages, with its spool, to the closure: recipients of
  /// waiting messages, and enrolled phones. In no particular order, with repetitions.
  func forEachPendingRecipient(
    _ body: (_ spool: String, PhoneNumber) -> Void
  ) throws(LedgerError)
}

/// The jobs that a reader lists.
package struct JobFilter: Hashable, Sendable {
  /// Only jobs in one of these states; nil for all.
  package var states: Set<JobState>?
  /// Only jobs of this spool; nil for all.
  package var spool: String?

  package static let all = JobFilter()

  package init(states: Set<JobState>? = nil, spool: String? = nil) {
    self.states = states
    self.spool = spool
  }
}
