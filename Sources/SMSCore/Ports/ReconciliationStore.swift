/// The port for bringing a ledger restored from a backup up to date with what was sent since.
///
/// Every step can be repeated. Changes to many jobs may take several commits.
package protocol ReconciliationStore: Sendable {
  /// The restore that the ledger comes from; nil without one, or once `release --all` ended it.
  func restoration() async throws(LedgerError) -> Restoration?

  /// Adopts results that were published after the backup.
  ///
  /// - Returns: What each of them met in the ledger, in order.
  func adopt(
    _ results: [JobSnapshot],
    at now: WallTime
  ) async throws(LedgerError) -> [ResultMatch]

  /// The messages that records of the provider's list may belong to.
  ///
  /// These are all messages that were sent without an id, and those to numbers in the pool that
  /// were waiting, in progress or in doubt.
  /// - Parameters:
  ///   - pool: Records that the ledger does not know.
  ///   - digest: The keyed digest of a text.
  /// - Returns: Those sent without an id first, each kind in order.
  /// - Throws: `LedgerError` if the ledger cannot be read.
  func sought(
    by pool: RecordPool,
    digest: @escaping @Sendable (MessageText) -> TextDigest
  ) async throws(LedgerError) -> [RestoredMessage]

  /// Marks as sent the jobs that the provider's list shows.
  ///
  /// - Returns: How many of them the ledger did not know as sent.
  func claim(_ match: RecordPoolMatch, at now: WallTime) async throws(LedgerError) -> Int

  /// Ends jobs that may or may not have been sent, except those to be sent again in that case.
  ///
  /// - Parameters:
  ///   - jobs: The jobs; those that have ended are skipped.
  ///   - policy: The policy for jobs whose request does not set one.
  ///   - error: The error of a message between these numbers.
  ///   - now: The wall clock.
  /// - Returns: How many ended.
  /// - Throws: `LedgerError` if the ledger cannot be read or written.
  func end(
    uncertain jobs: [JobNumber],
    unless policy: UncertainPolicy,
    error: @escaping @Sendable (Parties) -> JobError,
    at now: WallTime
  ) async throws(LedgerError) -> Int

  /// Sets and lifts opt-outs according to replies, in the order in which they arrived.
  ///
  /// An entry that is newer than a reply stays: it was made in knowledge of the reply.
  /// - Parameters:
  ///   - replies: Inbound messages of the provider's list; those without a known time are skipped.
  ///   - optOutWords: The configured words that stop messages.
  /// - Returns: How many entries changed.
  /// - Throws: `LedgerError` if the ledger cannot be read or written.
  func heed(
    _ replies: [ListedMessage],
    optOutWords: Set<String>
  ) async throws(LedgerError) -> Int

  /// Records that the reconciliation is complete.
  func markReconciled(at now: WallTime) async throws(LedgerError)

  /// How many messages are waiting and will be sent after a release.
  func waiting() async throws(LedgerError) -> Int
}

/// What a result file met in a restored ledger.
package enum ResultMatch: Hashable, Sendable {
  /// The job had not ended in the backup; now it has, with this result.
  case settled
  /// The job had already ended in the backup, or the result is not final.
  case known
  /// The id was free; a job that has ended takes it now.
  case taken
  /// The id was free, and the message of that id is lost, text included.
  case lost
}
