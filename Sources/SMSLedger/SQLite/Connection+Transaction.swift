internal import SMSCore

extension Connection {
  /// Whether a transaction may write.
  enum Access: String {
    /// Takes the write lock at once, so that no statement inside fails for it.
    case write = "BEGIN IMMEDIATE"
    /// Reads one state of the ledger throughout.
    case read = "BEGIN"
  }

  /// Runs `body` in one transaction: committed when it returns, rolled back when it throws.
  ///
  /// - Throws: `LedgerError` of the body or of the commit; nothing is changed then.
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

  /// A full disk or a failed write has rolled back already; a second time would be an error.
  private func rollBack() {
    guard isInTransaction else { return }
    try? run("ROLLBACK")
  }
}
