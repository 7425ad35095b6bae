package import SMSCore

extension SQLiteLedger {
  /// Whether the ledger of a daemon that does not run holds any job, of whatever version it is.
  ///
  /// What a crash left in the log is taken into the file. The caller holds the daemon's lock.
  /// - Throws: `LedgerError`, also for what is no ledger.
  package static func holdsJobs(path: String) throws(LedgerError) -> Bool {
    let connection = try Connection(path: path, mode: .write)
    return try connection.number("SELECT EXISTS (SELECT 1 FROM job)") == 1
  }
}
