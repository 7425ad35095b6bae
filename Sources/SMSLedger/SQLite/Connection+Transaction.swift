internal import SMSCore

extension Connection {
  /// Whether a transaction may write.
  enum Access: String {
    /// Takes the write lock at once, so that no statement in the transaction fails for lack of it.
    case write = "BEGIN IMMEDIATE"
    /// Reads one consistent state of the ledger.
    case read = "BEGIN"
  }

  /// Runs `body` in one transaction: commits when it returns, rolls back when it throws.
  ///
  /// - Throws: `LedgerError` from the body or the commit; nothing is changed then.
  func transaction<Value>(
    _ access: Access,
    _ body: () throws(LedgerError) -> Value
  ) throws(LedgerError) -> Value {
    try run(access.rawValue)
    do {
      let value = try body()
      try run("COMMIT")
      return value
    } catch {
      rollBack()
      throw error
    }
  }

  /// SQLite has already rolled back after a full disk or failed write; doing it again is an error.
  private func rollBack() {
    guard isInTransaction else { return }
    try? run("ROLLBACK")
  }
}
