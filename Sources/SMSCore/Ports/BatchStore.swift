/// The port for batches: many messages that are accepted as one.
///
/// A batch is a job of its own; its messages are jobs as any other, in lanes of the batch's own.
/// Every call that changes something returns only after the commit that makes it durable.
package protocol BatchStore: Sendable {
  /// Accepts a batch by the contract's rules of identity: its row, without its messages.
  ///
  /// A file that was taken before (`taken`) and is accepted still goes on where it was.
  ///
  /// - Parameter submission: The batch, with `Submission.Content.batch`; its digest covers its
  ///   header and its lines.
  /// - Returns: What became of it.
  /// - Throws: `LedgerError` if nothing was changed.
  func acceptBatch(_ submission: Submission) async throws(LedgerError) -> BatchAcceptance

  /// The batches of a spool that are being accepted; one whose file is gone must be abandoned.
  ///
  /// - Throws: `LedgerError` if the ledger cannot be read.
  func accepting(in spool: String) async throws(LedgerError) -> [AcceptingBatch]

  /// Which of these messages have an id that is in use for something else.
  ///
  /// An id that the request itself gives may be in use for the same content: such a message is not
  /// sent again.
  ///
  /// - Parameter messages: Messages of a batch that has not been accepted yet.
  /// - Returns: Their places among `messages`, ascending.
  /// - Throws: `LedgerError` if the ledger cannot be read.
  func conflicts(of messages: [Submission]) async throws(LedgerError) -> [Int]

  /// What would become of messages of a batch if they were accepted now; changes nothing.
  ///
  /// A phone of `before` that comes again counts as another recipient of a pool.
  /// - Parameters:
  ///   - messages: The messages.
  ///   - before: What would become of those before them, which may be given numbers of a pool too.
  /// - Returns: What would become of these.
  /// - Throws: `LedgerError` if the ledger cannot be read.
  func preview(
    _ messages: [Submission],
    after before: BatchPreview
  ) async throws(LedgerError) -> BatchPreview

  /// Adds messages to a batch that is being accepted, with how far its file is read, in one commit.
  ///
  /// - Parameters:
  ///   - messages: The next messages of the file, at least one unless the file is at its end.
  ///   - batch: The batch.
  ///   - place: Where the rest of the file begins.
  /// - Returns: What became of them.
  /// - Throws: `LedgerError` if nothing was changed.
  func add(
    _ messages: [Submission],
    to batch: JobNumber,
    through place: BatchPlace
  ) async throws(LedgerError) -> BatchAddition

  /// Ends the acceptance of a batch: its messages may go. Repeating it is harmless.
  ///
  /// - Returns: The lanes in which messages wait now.
  /// - Throws: `LedgerError` if nothing was changed.
  func activate(_ batch: JobNumber, at now: WallTime) async throws(LedgerError) -> Set<Lane>

  /// Removes a part of the messages of a batch that cannot be accepted whole, none of which has
  /// begun; to be repeated until none is left.
  ///
  /// - Parameters:
  ///   - batch: The batch.
  ///   - error: Why; the batch ends as `failed` then. nil if its file is refused, whose result says
  ///     why: the batch goes with its messages, and its id is free.
  ///   - now: The current time.
  /// - Returns: Whether there is more to remove.
  /// - Throws: `LedgerError` if nothing was changed.
  func abandon(
    _ batch: JobNumber,
    error: JobError?,
    at now: WallTime
  ) async throws(LedgerError) -> Bool
}
