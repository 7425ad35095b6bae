package import SMSCore
package import SMSSystem

/// The files of a ledger in a state directory, looked at before they are opened.
package enum LedgerFiles {
  /// The file's name in the state directory.
  package static let name: FileName = "ledger.sqlite"
  /// The write-ahead log beside it: commits that are not in the file yet.
  package static let logName: FileName = "ledger.sqlite-wal"

  /// What is at the path of a ledger.
  package enum Content: Equatable, Sendable {
    case missing
    /// Of no length, or a database without a table: `sqlite3` leaves such a file behind when a
    /// repair fails.
    case empty
    /// A database, whole or not.
    case database
  }

  /// Looks at a path; nothing is made and nothing is changed there.
  ///
  /// - Throws: `LedgerError` with the code `cannotOpen` if something else than a file is there.
  package static func content(at path: String) throws(LedgerError) -> Content {
    guard let status = try status(of: path) else { return .missing }
    guard status.size > 0 else { return .empty }
    let objects = try? Connection(path: path, mode: .read).number(
      "SELECT count(*) FROM sqlite_schema"
    )
    return objects == 0 ? .empty : .database
  }

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
