internal import SMSCore
package import SMSSystem

/// The files of a ledger, and what can be learned without opening them.
package enum SQLiteFiles {
  /// What the names of the other files add to the ledger's.
  package static let logSuffix = "-wal"
  /// The suffix of the log's index.
  package static let indexSuffix = "-shm"

  /// The file's name in the state directory.
  package static let ledger: FileName = "ledger.sqlite"
  /// The write-ahead log: commits that are not in the database file yet.
  package static let log: FileName = "ledger.sqlite-wal"
  /// The log's index, in memory shared by all processes.
  package static let index: FileName = "ledger.sqlite-shm"

  /// The status of a regular file, or nil if nothing is there.
  ///
  /// Opening a FIFO would block until a writer comes. A regular file is not opened here either: in
  /// a process that has the database open, closing another descriptor of it would drop SQLite's
  /// locks.
  /// - Throws: `LedgerError` with the code `cannotOpen` if there is something other than a regular
  ///   file, or the status cannot be read.
  static func status(of path: String) throws(LedgerError) -> FileStatus? {
    let status: FileStatus
    do throws(SystemError) {
      status = try FileStatus(of: path)
    } catch {
      guard !error.isNotFound else { return nil }
      throw .cannotOpen(path, cause: "\(error.cause) (\(error.name))")
    }
    guard status.kind == .regular else {
      throw .notAFile(path, kind: status.kind.rawValue)
    }
    return status
  }
}
