/// The ledger was restored from a backup, and what was sent since is not known yet.
///
/// Until `release --all` ends this state, nothing is sent, published or removed.
package struct Restoration: Hashable, Sendable {
  /// When the backup was begun, by the clock of the machine that made it.
  package var backupAt: WallTime
  package var restoredAt: WallTime
  /// The machine that made the backup.
  package var host: String
  /// When `reconcile` had completed; nil before.
  package var reconciledAt: WallTime?

  package init(
    backupAt: WallTime,
    restoredAt: WallTime,
    host: String,
    reconciledAt: WallTime? = nil
  ) {
    self.backupAt = backupAt
    self.restoredAt = restoredAt
    self.host = host
    self.reconciledAt = reconciledAt
  }
}

/// The result of a reconciliation, for the operator.
package struct ReconciliationReport: Hashable, Sendable {
  /// Final results found in the spools' `results/`.
  package var results = 0
  /// Jobs that took the state in their result.
  package var settledByResult = 0
  /// Ids of results that the ledger did not know: they remain taken.
  package var idsTaken = 0
  /// Messages accepted after the backup that had not ended: their texts are lost.
  package var lost = 0
  /// Outbound messages in the provider's list since the backup.
  package var listed = 0
  /// Jobs marked as sent because the list shows them.
  package var foundInList = 0
  /// Jobs that a message in the list may or may not be; they ended as uncertain.
  package var uncertain = 0
  /// Outbound messages in the list that belong to no job of the ledger.
  package var unmatched = 0
  /// Replies in the list that set or removed an opt-out.
  package var optOuts = 0
  /// Jobs that still wait, and are sent after `release --all`.
  package var waiting = 0
  /// What could not be read, in words; empty if everything was.
  package var faults: [String] = []

  package init() {}

  package var isComplete: Bool { faults.isEmpty }
}
