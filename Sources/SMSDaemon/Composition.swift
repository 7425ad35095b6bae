internal import SMSCore
internal import SMSFlowroute
internal import SMSLedger

/// What stands behind the core's ports: the only file above the modules that implement them which
/// names one.
enum Composition {
  /// What the provider's errors mean.
  static let errors: any ErrorExplaining = FlowrouteErrors()

  /// The ledger of a state directory.
  static func ledger(
    in state: String
  ) -> any LedgerStorage & LedgerRepair & LedgerBackup {
    SQLiteStorage(directory: state)
  }

  /// The files that it has there.
  static let ledgerFiles = LedgerFiles(
    ledger: SQLiteFiles.ledger,
    log: SQLiteFiles.log,
    index: SQLiteFiles.index,
    logSuffix: SQLiteFiles.logSuffix
  )
}
