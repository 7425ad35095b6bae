package import SMSSystem

/// The files of a ledger in its state directory, which belong together by their names.
package struct LedgerFiles: Sendable {
  package let ledger: FileName
  /// Changes that are not in the ledger's file yet.
  package let log: FileName
  /// Where what is in the log; it holds nothing that the log does not.
  package let index: FileName
  /// What the log's name has besides the ledger's.
  package let logSuffix: String
}
