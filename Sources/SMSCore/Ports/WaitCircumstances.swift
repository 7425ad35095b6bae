/// What the ledger knows about a job that waits, besides the job itself and `LedgerSummary`.
package struct WaitCircumstances: Hashable, Sendable {
  /// More messages than this are not counted.
  package static let mostAhead = 100_000

  /// The messages of its account, spool and priority that come before it, at most `mostAhead`; 0
  /// unless it is queued or deferred.
  package var ahead = 0
  /// The lane that it waits in; nil for commands.
  package var lane: Lane?
  /// Since when it is held by itself, and by whom; nil if it is not, or the ledger does not know.
  package var heldBy: HoldOrigin?
  /// Another message with the same numbers and text, of whose attempt nothing is known yet: the
  /// provider's list could not distinguish the two.
  package var rival: JobName?
  /// When messages of its spool to its recipient began in the last day, as far as that is counted.
  package var recipientTimes: [WallTime] = []

  package init() {}
}
