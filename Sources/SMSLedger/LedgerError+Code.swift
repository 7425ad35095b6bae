import CSQLite

extension LedgerError {
  /// The kinds of failure, told apart by what has to be done about them.
  package enum Code: String, Sendable, CaseIterable {
    /// The disk or quota is full.
    case full
    /// The disk failed to read, write or sync.
    case io
    /// The file's content contradicts itself.
    case corrupt
    /// The file is not a ledger of this program, or no database at all.
    case notALedger = "not_a_ledger"
    /// The file, its directory or its file system does not allow writing.
    case readOnly = "read_only"
    /// Another process holds a lock.
    case busy
    /// The file is missing or may not be opened.
    case cannotOpen = "cannot_open"
    /// A newer version of this program wrote the file.
    case newer
    /// An older version wrote the file, and only the daemon may bring it up to date.
    case older
    /// A uniqueness rule of the schema refused a change.
    case conflict
    /// This program asked for something impossible.
    case defect
  }
}

extension LedgerError.Code {
  /// The kind of a result code; see <https://www.sqlite.org/rescode.html>.
  init(result: Int32) {
    // The low byte is the primary code, the rest refines it.
    switch result & 0xFF {
    case SQLITE_FULL: self = .full
    case SQLITE_IOERR, SQLITE_NOMEM, SQLITE_PROTOCOL: self = .io
    case SQLITE_CORRUPT: self = .corrupt
    case SQLITE_NOTADB: self = .notALedger
    case SQLITE_READONLY: self = .readOnly
    case SQLITE_BUSY, SQLITE_LOCKED: self = .busy
    case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH: self = .cannotOpen
    case SQLITE_CONSTRAINT: self = .conflict
    default: self = .defect
    }
  }

  /// What to do about a failure of this kind on the ledger at `path`.
  func hint(path: String) -> String {
    switch self {
    case .full:
      "Free space on the disk that holds \(path); the daemon goes on by itself."
    case .io:
      "Look for disk errors (dmesg) and check the disk that holds \(path)."
    case .corrupt:
      "Stop the daemon and keep copies of \(path) and \(path)-wal; then restore a backup, or"
        + " rebuild it with: sqlite3 \(path) .recover | sqlite3 recovered.sqlite"
    case .notALedger:
      "Check `state` in the configuration; if the file is not the daemon's, move \(path) away."
    case .readOnly:
      "Make \(path) and its directory writable for the user smsdispatch, and check that the file"
        + " system is not mounted read-only."
    case .busy:
      "Another program holds \(path) locked; close any sqlite3 shell that has it open."
    case .cannotOpen:
      "Check that \(path) and its directory exist and belong to the user smsdispatch; commands"
        + " that read the ledger need root or that user."
    case .newer:
      "Install the version of smsdispatch that wrote \(path), or a later one; nothing was changed."
    case .older:
      "Start the daemon of this version once; it brings \(path) up to date."
    case .conflict, .defect:
      "This is a defect of smsdispatch; please report it with this message."
    }
  }
}
