package import SMSSystem

/// The names of a ledger's files in the state directory.
package struct LedgerFiles: Sendable {
  package let ledger: FileName
  /// The write-ahead log: changes that are not in the ledger's file yet.
  package let log: FileName
  /// The index of the log, which can be rebuilt from it.
  package let index: FileName
  /// What the log's name adds to the ledger's.
  package let logSuffix: String
}
