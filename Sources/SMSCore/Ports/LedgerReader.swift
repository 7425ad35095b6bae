/// The port to a ledger for whoever changes nothing: `list`, `show`, `status`, `doctor`.
///
/// A ledger is read beside the daemon that writes it, or without one; `LedgerStorage` opens it.
/// Reading never keeps the daemon from its work. An answer holds every change that was durable when
/// the call began, and shows one moment, except where a call says otherwise. A reader is used by one
/// caller at a time.
///
/// Every call throws `LedgerError`: `corrupt` for damage, and what reading can meet besides (`io`,
/// `busy`).
package protocol LedgerReader {
  /// Jobs, the newest first, by order of acceptance; commands are jobs.
  ///
  /// It may show several moments: a job that changes meanwhile is shown as it is when its turn comes.
  /// The cost grows with how far back the last job of the answer is, not with the ledger.
  /// - Parameters:
  ///   - filter: Which jobs.
  ///   - limit: At most so many.
  /// - Returns: The jobs, newest first.
  /// - Throws: `LedgerError`.
  func list(_ filter: JobFilter, limit: Int) throws(LedgerError) -> [JobSnapshot]

  /// One job with its attempts; nil if the ledger does not know it.
  func show(_ name: JobName) throws(LedgerError) -> JobDetails?

  /// Whether the ledger knows a job of that name, whatever its state.
  func knows(_ name: JobName) throws(LedgerError) -> Bool

  /// The ledger at a glance. Costs no more for a long queue than for a short one.
  func summary() throws(LedgerError) -> LedgerSummary

  /// From when the ledger was restored; nil if it was not, or if that is over.
  func restoration() throws(LedgerError) -> Restoration?

  /// The subjects of a spool, or of all, in order of spool and subject, at most `limit`.
  func enrollments(in spool: String?, limit: Int) throws(LedgerError) -> [Enrollment]

  /// Who wants no messages, in order of phone and sender; an entry for any sender comes first.
  func optOuts() throws(LedgerError) -> [OptOut]

  /// Hands over the numbers to which messages may still go, with their spool, in no order and as
  /// often as they occur: those of messages that wait, and phones that are enrolled.
  func forEachPendingRecipient(
    _ body: (_ spool: String, PhoneNumber) -> Void
  ) throws(LedgerError)
}

/// Which jobs a reader lists.
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
