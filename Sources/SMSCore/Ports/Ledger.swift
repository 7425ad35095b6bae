/// The port to the durable record of all jobs: the queue itself, and the truth after a crash.
///
/// Every call that changes something returns only after the commit that makes it durable; calls
/// that arrive while a commit runs share the next one. Within one call and between calls of one
/// caller, order is kept. It says nothing of SQL or of files.
package protocol Ledger: Sendable {
  /// Accepts requests in order, by the contract's rules of identity. One result for each.
  func accept(_ submissions: [Submission]) async throws(LedgerError) -> [Acceptance]

  /// Begins attempts: a claim of a job that is `queued` or `deferred` makes it `attempting` and
  /// counts the attempt. Any other job (canceled, held, expired meanwhile) is passed over.
  ///
  /// - Returns: the jobs that are now `attempting`.
  func begin(_ jobs: [JobNumber], at now: Moment) async throws(LedgerError) -> Set<JobNumber>

  /// Records how attempts ended, and the state that follows. A settlement of a job that is not in
  /// the state it comes from (`attempting` for one with an attempt or `withdrawn`, `inDoubt` for the
  /// others) is passed over: it was settled already.
  func settle(_ settlements: [Settlement]) async throws(LedgerError)

  /// Which of these ids of the provider belong to jobs.
  func known(_ providerMessageIDs: [String]) async throws(LedgerError) -> Set<String>

  /// Gives a sent message the id that a look found for it; nil: none is looked for any more.
  func name(
    _ job: JobNumber,
    as providerMessageID: String?,
    at now: WallTime
  ) async throws(LedgerError)

  /// Moves `queued` or `deferred` jobs to `deferred` with an error, without an attempt: their
  /// account is paused, or their sender. They stay due as they were unless `dueAt` is given;
  /// `nextAttemptAt` is what the result tells.
  func postpone(
    _ jobs: [JobNumber],
    error: JobError,
    nextAttemptAt: WallTime,
    dueAt: WallTime?,
    at now: WallTime
  ) async throws(LedgerError)

  /// Keeps the pause of a sender, and makes its messages that wait (`queued`, `deferred`; no codes)
  /// due at `time` if they are due before, a part of them at a time. No result changes.
  ///
  /// - Returns: where the next part begins; nil after the last.
  func hold(
    _ sender: Sender,
    until time: WallTime,
    from cursor: LaneCursor?
  ) async throws(LedgerError) -> LaneCursor?

  /// Ends the pause of a sender, and makes its messages due now, or at their `not_before`, a part of
  /// them at a time.
  ///
  /// - Returns: where the next part begins; nil after the last.
  func free(
    _ sender: Sender,
    at now: WallTime,
    from cursor: LaneCursor?
  ) async throws(LedgerError) -> LaneCursor?

  /// Makes messages that wait (`queued`, `deferred`) due at `latest` if they are due later, those that
  /// were never tried at once, and none before its `not_before`; a part of the lanes at a time. No
  /// result changes.
  func bringForward(
    to latest: WallTime,
    at now: WallTime,
    from cursor: LaneCursor?
  ) async throws(LedgerError) -> BroughtForward

  /// A message of a sender that waits and has time left: the next after a number, or the first; nil
  /// if none waits.
  func waiting(
    of sender: Sender,
    after job: JobNumber,
    at now: WallTime
  ) async throws(LedgerError) -> AgendaEntry?

  /// Ends `queued` or `deferred` jobs as `failed` with an error, without an attempt.
  func fail(_ jobs: [JobNumber], error: JobError, at now: WallTime) async throws(LedgerError)

  /// Carries out one command; see `CommandOutcome`. The command's job becomes terminal with it,
  /// unless it has to wait or there is more to do.
  func execute(_ command: CommandJob, at now: WallTime) async throws(LedgerError) -> CommandOutcome

  /// Ends jobs that are `queued`, `deferred` or `held` and whose time has run out, oldest first.
  ///
  /// - Returns: those that it ended, at most `limit`, and when the next one's time runs out.
  func expire(at now: WallTime, limit: Int) async throws(LedgerError) -> Expiry

  /// The next due jobs of a lane (`queued` or `deferred`), in order of due time, then of number.
  func page(
    of lane: Lane,
    dueBy now: WallTime,
    excluding loaded: Set<JobNumber>,
    limit: Int
  ) async throws(LedgerError) -> AgendaPage

  /// Everything a start needs: lanes with jobs waiting, interrupted attempts, commands to carry
  /// out, holds in force. Costs no more for a long queue than for a short one.
  func recover() async throws(LedgerError) -> Recovery

  /// Jobs whose result changed after that change number, in order of change, at most `limit`.
  func changes(after change: Int64, limit: Int) async throws(LedgerError) -> [JobSnapshot]

  /// The change number up to which results are durably published.
  func publishedThrough() async throws(LedgerError) -> Int64

  /// Moves the mark of `publishedThrough` on.
  func markPublished(through change: Int64) async throws(LedgerError)

  /// Whether the ledger knows a job of that name, whatever its state.
  func knows(_ name: JobName) async throws(LedgerError) -> Bool

  /// Keeps a small note for whoever reads the ledger (`status`): pauses, paces, the daemon's state.
  func note(_ key: String, _ value: String) async throws(LedgerError)

  /// Removes terminal jobs that changed last before `cutoff`, and are published, at most `limit`.
  ///
  /// - Returns: how many went; fewer than `limit` means that none is left.
  func prune(settledBefore cutoff: WallTime, limit: Int) async throws(LedgerError) -> Int

  /// How many jobs of a spool wait (`queued`, `deferred` or `held`).
  func waiting(in spool: String) async throws(LedgerError) -> Int
}
