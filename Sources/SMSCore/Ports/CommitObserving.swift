/// The port for counting what the ledger commits, as it happens.
package protocol CommitObserving: Sendable {
  /// Calls the handler for each commit from now on, once it is durable and before its callers
  /// resume.
  ///
  /// The handler delays the next commit, so it only counts. A commit of an earlier process, or one
  /// that failed, is not reported.
  func observeCommits(_ handler: @escaping @Sendable (CommitReport) -> Void)
}

/// What one commit of the ledger held.
package struct CommitReport: Equatable, Sendable {
  /// From the beginning of the transaction until it was durable.
  package var took: Interval
  /// How many jobs entered which state.
  ///
  /// Jobs that only began an attempt, or stayed in their state, are left out.
  package var entries: [JobEntry: Int]
  /// How many phones went on the opt-out list, by how that became known.
  package var optOuts: [OptOut.Source: Int]

  package init(
    took: Interval,
    entries: [JobEntry: Int] = [:],
    optOuts: [OptOut.Source: Int] = [:]
  ) {
    self.took = took
    self.entries = entries
    self.optOuts = optOuts
  }
}

/// A state that jobs of a spool entered.
package struct JobEntry: Hashable, Sendable {
  package var spool: String
  package var kind: JobKind
  /// The state entered.
  ///
  /// `queued` is entered by acceptance, and by a retry's new job; `deferred` each time an attempt
  /// fails or the message is postponed; neither by a release.
  package var state: JobState
  /// Why; nil for states without an error.
  package var error: ErrorCode?

  package init(_ spool: String, _ kind: JobKind, _ state: JobState, error: ErrorCode? = nil) {
    self.spool = spool
    self.kind = kind
    self.state = state
    self.error = error
  }
}
