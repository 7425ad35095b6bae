/// The port to a ledger that was restored from a backup and is brought up to date with what was sent
/// since; every step can be repeated.
///
/// Changes over many jobs may take several commits.
package protocol ReconciliationStore: Sendable {
  /// From when the ledger was restored; nil if it was not, or if that is over.
  func restoration() async throws(LedgerError) -> Restoration?

  /// Takes over what results say that were published after the backup.
  ///
  /// - Returns: What each of them met, in order.
  func adopt(
    _ results: [JobSnapshot],
    at now: WallTime
  ) async throws(LedgerError) -> [ResultMatch]

  /// The messages that records of the provider's list may belong to: those that were sent without an
  /// id, and those that wait, were under way or in doubt, to the numbers that a pool holds.
  ///
  /// - Parameters:
  ///   - pool: Records that the ledger does not know.
  ///   - digest: The keyed digest of a text.
  /// - Returns: The nameless ones first, each kind in order.
  /// - Throws: `LedgerError`.
  func sought(
    by pool: RecordPool,
    digest: @escaping @Sendable (MessageText) -> TextDigest
  ) async throws(LedgerError) -> [RestoredMessage]

  /// Marks jobs as sent that the provider's list shows.
  ///
  /// - Returns: How many were not known to be sent.
  func claim(_ match: RecordPoolMatch, at now: WallTime) async throws(LedgerError) -> Int

  /// Ends jobs that may have been sent or not, but for those that are to be sent again then.
  ///
  /// - Parameters:
  ///   - jobs: The jobs; those that have ended are passed over.
  ///   - policy: What holds for a job whose request does not say.
  ///   - now: The wall clock.
  /// - Returns: How many ended.
  /// - Throws: `LedgerError`.
  func end(
    uncertain jobs: [JobNumber],
    unless policy: UncertainPolicy,
    at now: WallTime
  ) async throws(LedgerError) -> Int

  /// Switches opt-outs on and off by replies in the order in which they came.
  ///
  /// An entry that is younger than a reply stays: it was made knowing of it.
  /// - Parameters:
  ///   - replies: Inbound messages of the provider's list; those of no known time are passed over.
  ///   - optOutWords: The configuration's words that stop messages.
  /// - Returns: How many entries changed.
  /// - Throws: `LedgerError`.
  func heed(
    _ replies: [ListedMessage],
    optOutWords: Set<String>
  ) async throws(LedgerError) -> Int

  /// Notes that all was gone through.
  func markReconciled(at now: WallTime) async throws(LedgerError)

  /// How many messages wait, and go out after a release.
  func waiting() async throws(LedgerError) -> Int
}

/// What a result file meets in a restored ledger.
package enum ResultMatch: Hashable, Sendable {
  /// The job had not ended in the backup, and is now as its result says.
  case settled
  /// The job had ended in the backup already, or its result is not final.
  case known
  /// The id was free: it is taken now, by a job that has ended.
  case taken
  /// The id was free, and the message behind it is lost with its text.
  case lost
}
