internal import SMSCore
package import SMSSystem

/// The files of a ledger, and what is known of them without opening them.
package enum SQLiteFiles {
  /// What the names of the other files have besides the ledger's.
  package static let logSuffix = "-wal"
  package static let indexSuffix = "-shm"

  /// The file's name in the state directory.
  package static let ledger: FileName = "ledger.sqlite"
  /// The write-ahead log beside it: commits that are not in the file yet.
  package static let log: FileName = "ledger.sqlite-wal"
  /// The index of the log, which is memory that all processes share.
  package static let index: FileName = "ledger.sqlite-shm"

  /// The status of a regular file, or nil if nothing is there.
  ///
  /// To open a FIFO would wait for a writer. The file is not opened here either: in a process that
  /// has the database open, to close another descriptor of it would give SQLite's locks up.
  /// - Throws: `LedgerError` with the code `cannotOpen`.
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
