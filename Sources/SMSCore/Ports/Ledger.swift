/// The port to the durable record of all jobs: the queue itself, and the truth after a crash.
///
/// Every call that changes something returns only after the commit that makes it durable; calls
/// that arrive during a commit share the next one. Order is kept within a call and between the
/// calls of one caller. Nothing here depends on SQL or on files.
package protocol Ledger: Sendable {
  /// Accepts requests in order, by the contract's rules of identity; returns one result for each.
  func accept(_ submissions: [Submission]) async throws(LedgerError) -> [Acceptance]

  /// Begins attempts: a claimed job that is `queued` or `deferred` becomes `attempting`, and the
  /// attempt is counted. Any other job (canceled, held, expired meanwhile) is skipped, and so is one
  /// that was updated since it was read: its revision is another. What the
  /// rules in force do not let out ends instead, as `SendingRules` says; while a message with the
  /// same text to the same phone is `attempting` or `inDoubt`, one of a spool that does not repeat
  /// texts stays as it is. What does not fit in a cap stays too, and is due later if it is the cap of
  /// its recipient; what begins is counted.
  ///
  /// What is urgent may be committed before changes that were asked for earlier.
  /// - Returns: the jobs that are now `attempting`, and those that wait for another.
  func begin(
    _ claims: [Claim],
    areUrgent: Bool,
    at now: Moment
  ) async throws(LedgerError) -> BegunAttempts

  /// Applies what the configuration says about what is sent, from the next call on.
  func use(_ rules: SendingRules) async throws(LedgerError)

  /// Records how attempts ended, and the state that follows. A settlement of a job that is not in
  /// the state it comes from (`attempting` for one with an attempt or `withdrawn`, `inDoubt` for
  /// the others) is skipped: it was settled already.
  func settle(_ settlements: [Settlement]) async throws(LedgerError)

  /// Which of these provider ids belong to jobs.
  func known(_ providerMessageIDs: [String]) async throws(LedgerError) -> Set<String>

  /// Gives a sent message the id that a look found for it; nil ends the search.
  func name(
    _ job: JobNumber,
    as providerMessageID: String?,
    at now: WallTime
  ) async throws(LedgerError)

  /// Moves `queued` or `deferred` jobs to `deferred` with an error, without an attempt: their
  /// account or sender is paused. Their due times change only if `dueAt` is given; the result shows
  /// `nextAttemptAt`.
  func postpone(
    _ jobs: [JobNumber],
    error: JobError,
    nextAttemptAt: WallTime,
    dueAt: WallTime?,
    at now: WallTime
  ) async throws(LedgerError)

  /// Stores the pause of a sender, and postpones its waiting messages (`queued`, `deferred`; no
  /// codes) to `time` if they are due before, a part at a time. No result changes.
  ///
  /// The pause begins at `now`, unless it is stored already.
  /// - Returns: where the next part begins; nil after the last.
  func hold(
    _ sender: Sender,
    until time: WallTime,
    at now: WallTime,
    from cursor: LaneCursor?
  ) async throws(LedgerError) -> LaneCursor?

  /// Ends the pause of a sender, and makes its messages due now, or at their `not_before`, a part
  /// at a time.
  ///
  /// - Returns: where the next part begins; nil after the last.
  func free(
    _ sender: Sender,
    at now: WallTime,
    from cursor: LaneCursor?
  ) async throws(LedgerError) -> LaneCursor?

  /// Makes waiting messages (`queued`, `deferred`) due at `latest` if they are due later, those
  /// without an attempt at once, and none before its `not_before`; a part of the lanes at a time.
  /// No result changes.
  func bringForward(
    to latest: WallTime,
    at now: WallTime,
    from cursor: LaneCursor?
  ) async throws(LedgerError) -> BroughtForward

  /// Gives waiting messages of a spool that has a window the zones of their recipients, if they have
  /// none; codes and urgent messages keep none. A part at a time; no result changes.
  func assignZones(
    in spool: String,
    from cursor: LaneCursor?
  ) async throws(LedgerError) -> BroughtForward

  /// Applies the spools' windows to what is accepted from the next call on.
  func use(_ windows: SendWindows) async throws(LedgerError)

  /// A waiting message of a sender that has not expired: the next after `job`, or else the first;
  /// nil if none waits. Lanes with zones among `closed` are passed over.
  func waiting(
    of sender: Sender,
    after job: JobNumber,
    closed: Set<LaneZones>,
    at now: WallTime
  ) async throws(LedgerError) -> AgendaEntry?

  /// Ends `queued` or `deferred` jobs as `failed` with an error, without an attempt.
  func fail(_ jobs: [JobNumber], error: JobError, at now: WallTime) async throws(LedgerError)

  /// Executes one command; see `CommandOutcome`. The command's job becomes terminal, unless it has
  /// to wait or there is more to do.
  func execute(_ command: CommandJob, at now: WallTime) async throws(LedgerError) -> CommandOutcome

  /// Ends expired jobs that are `queued`, `deferred` or `held`, oldest first.
  ///
  /// - Returns: the jobs that it ended, at most `limit`, and when the next one expires.
  func expire(at now: WallTime, limit: Int) async throws(LedgerError) -> Expiry

  /// The next due jobs of a lane (`queued` or `deferred`), by due time, then by number.
  func page(
    of lane: Lane,
    dueBy now: WallTime,
    excluding loaded: Set<JobNumber>,
    limit: Int
  ) async throws(LedgerError) -> AgendaPage

  /// Everything a start needs: lanes with waiting jobs, interrupted attempts, pending commands,
  /// holds in force. It costs no more for a long queue than for a short one.
  func recover() async throws(LedgerError) -> Recovery

  /// Jobs whose results changed after that change number, in order of change, at most `limit`.
  func changes(after change: Int64, limit: Int) async throws(LedgerError) -> [JobSnapshot]

  /// The change number up to which results are durably published.
  func publishedThrough() async throws(LedgerError) -> Int64

  /// Advances the mark that `publishedThrough` returns.
  func markPublished(through change: Int64) async throws(LedgerError)

  /// What would become of a message if it were accepted now; changes nothing.
  ///
  /// - Parameters:
  ///   - message: The message.
  ///   - submission: The submission that it is part of, with the time of acceptance.
  /// - Returns: The ledger's part of the answer.
  /// - Throws: `LedgerError` if the ledger cannot be read.
  func preview(
    _ message: Message,
    of submission: Submission
  ) async throws(LedgerError) -> SubmissionPreview

  /// Whether the ledger holds a job with that name, in any state.
  func knows(_ name: JobName) async throws(LedgerError) -> Bool

  /// Stores a small note for readers of the ledger (`status`): pauses, paces, the daemon's state.
  func note(_ key: String, _ value: String) async throws(LedgerError)

  /// Removes published terminal jobs whose last change was before `cutoff`, at most `limit`.
  ///
  /// - Returns: how many were removed; fewer than `limit` means that none is left.
  func prune(settledBefore cutoff: WallTime, limit: Int) async throws(LedgerError) -> Int

  /// How many jobs of a spool wait (`queued`, `deferred` or `held`), whether they send anything or
  /// not.
  func waiting(in spool: String) async throws(LedgerError) -> Int
}

/// What became of claimed jobs; those that are in none of these no longer wait.
package struct BegunAttempts: Equatable, Sendable {
  /// They are `attempting` now.
  package var begun: Set<JobNumber>
  /// They wait as before, each for another job to be settled.
  package var waiting: [JobNumber: JobNumber]
  /// They wait as before, and were updated since they were claimed; the lanes in which they wait now.
  package var changed: [JobNumber: Lane]
  /// They wait as before, each for a cap.
  package var refused: [JobNumber: CapRefusal]
  /// Their recipients have had enough of their spools: they are due then.
  package var later: [JobNumber: WallTime]
  /// They have ended instead, as they may not be sent or are not to be.
  package var ended: [EndedJob]

  package init(
    begun: Set<JobNumber> = [],
    waiting: [JobNumber: JobNumber] = [:],
    changed: [JobNumber: Lane] = [:],
    refused: [JobNumber: CapRefusal] = [:],
    later: [JobNumber: WallTime] = [:],
    ended: [EndedJob] = []
  ) {
    self.begun = begun
    self.waiting = waiting
    self.changed = changed
    self.refused = refused
    self.later = later
    self.ended = ended
  }
}
