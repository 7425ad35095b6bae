/// The port for what holds for the list of opt-outs as a whole.
package protocol OptOutRegister: Sendable {
  /// Applies what the configuration says about opt-outs, from the next call on.
  ///
  /// Entries keep the account that their number belonged to; those whose number was unknown until
  /// now get theirs.
  /// - Throws: `LedgerError` if the ledger cannot be written.
  func use(_ rules: OptOutRules) async throws(LedgerError)

  /// Removes entries that were last recorded before `cutoff`, and events of that time.
  ///
  /// - Returns: How many were removed; fewer than `limit` means that none is left.
  /// - Throws: `LedgerError` if the ledger cannot be written.
  func pruneOptOuts(before cutoff: WallTime, limit: Int) async throws(LedgerError) -> Int
}

/// The port for the numbers of pools that recipients have.
package protocol SenderRegister: Sendable {
  /// Removes assignments that were last used before `cutoff`.
  ///
  /// - Returns: How many were removed; fewer than `limit` means that none is left.
  /// - Throws: `LedgerError` if the ledger cannot be written.
  func pruneAssignments(before cutoff: WallTime, limit: Int) async throws(LedgerError) -> Int
}
