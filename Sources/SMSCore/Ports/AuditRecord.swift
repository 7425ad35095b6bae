/// The port for the audit: what operators did, and who they were.
///
/// A request of an operator enters the audit in the commit that accepts it (`Submission.act`), and
/// its effect in the commits that carry it out.
package protocol AuditRecord: Sendable {
  /// Enters what was done without a request, as done.
  func record(_ act: OperatorAct, at now: WallTime) async throws(LedgerError)

  /// Removes entries that were accepted before `cutoff` and are not pending, at most `limit`.
  ///
  /// - Returns: how many were removed; fewer than `limit` means that none is left.
  func pruneAudit(before cutoff: WallTime, limit: Int) async throws(LedgerError) -> Int
}

/// The port for what operators do to the ledger of a stopped daemon.
package protocol OfflineAudit: Sendable {
  /// Enters in the audit what was done without the daemon.
  ///
  /// - Parameters:
  ///   - act: The act.
  ///   - path: The ledger, of this program's version; nothing else uses it. nil: the one in place.
  ///   - now: When it was done.
  /// - Throws: `LedgerError` if it cannot be written, or has another version.
  func record(_ act: OperatorAct, in path: String?, at now: WallTime) throws(LedgerError)
}
