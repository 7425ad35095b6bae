internal import CSQLite
internal import SMSCore
internal import SMSSystem

extension LedgerError {
  /// The error for a failed SQLite call, with the hint for its kind.
  ///
  /// Result codes: <https://www.sqlite.org/rescode.html>. The cause never contains a stored value.
  init(result: Int32, systemCode: Int32, operation: String, path: String, cause: String) {
    // The low byte is the primary code; the rest refines it.
    let primary = result & 0xFF
    if let full = Self.full(primary, systemCode, operation: operation, path: path) {
      self = full
      return
    }
    let code = Self.isMissingPart(primary, cause) ? .corrupt : Self.code(of: primary)
    self.init(
      code: code,
      operation: operation,
      path: path,
      cause: cause,
      hint: primary == SQLITE_NOTADB ? Self.foreignHint(path) : Self.hint(for: code, path)
    )
  }

  /// A call that failed for lack of space where SQLite only says that it could not open, write or
  /// sync: for the log's index, a new file, or an fsync.
  private static func full(
    _ primary: Int32,
    _ systemCode: Int32,
    operation: String,
    path: String
  ) -> LedgerError? {
    let cause = SystemError(code: systemCode, operation: operation)
    guard primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN, cause.isOutOfSpace else {
      return nil
    }
    return LedgerError(
      code: .full,
      operation: operation,
      path: path,
      cause: "the disk is full (\(cause.name))",
      hint: hint(for: .full, path)
    )
  }

  /// A file that is another program's database, or not a database.
  static func foreign(_ path: String, cause: String) -> LedgerError {
    LedgerError(
      code: .cannotOpen,
      operation: "open",
      path: path,
      cause: cause,
      hint: foreignHint(path)
    )
  }

  /// A path whose status cannot be read.
  static func cannotOpen(_ path: String, cause: String) -> LedgerError {
    LedgerError(
      code: .cannotOpen,
      operation: "open",
      path: path,
      cause: cause,
      hint: hint(for: .cannotOpen, path)
    )
  }

  /// Something at the ledger's path that cannot be a database.
  static func notAFile(_ path: String, kind: String) -> LedgerError {
    LedgerError(
      code: .cannotOpen,
      operation: "open",
      path: path,
      cause: "it is a \(kind), not a regular file",
      hint: "Move it away, and put the ledger back in its place."
    )
  }

  /// A backup at the ledger's path.
  static func backup(_ path: String) -> LedgerError {
    LedgerError(
      code: .cannotOpen,
      operation: "open",
      path: path,
      cause: "it is a backup, not a ledger",
      hint: """
        Move it away, and have smsdispatch restore make a ledger of it: a ledger that was put in \
        place by hand would send again what was sent since the backup.
        """
    )
  }

  /// A file whose schema version is not this program's.
  static func version(
    _ found: Int64,
    known: Int64,
    _ path: String
  ) -> LedgerError {
    let isNewer = found > known
    return LedgerError(
      code: isNewer ? .newerVersion : .cannotOpen,
      operation: "open",
      path: path,
      cause: "its schema has version \(found), this program's version \(known)",
      hint: isNewer
        ? hint(for: .newerVersion, path)
        : "Start the daemon of this version once; it brings \(path) up to date."
    )
  }

  /// A file in which a check found damage.
  static func damaged(_ path: String, _ cause: String) -> LedgerError {
    corrupt(path, cause: cause)
  }

  /// A file whose content is inconsistent in a way that only this program can see.
  static func corrupt(_ path: String, cause: String) -> LedgerError {
    LedgerError(
      code: .corrupt,
      operation: "read",
      path: path,
      cause: cause,
      hint: hint(for: .corrupt, path)
    )
  }

  /// A file of the ledger that was moved, removed or replaced while open.
  static func displaced(_ file: String, _ path: String) -> LedgerError {
    LedgerError(
      code: .displaced,
      operation: "keep",
      path: path,
      cause: "\(file) was removed or replaced while the daemon works with it",
      hint: hint(for: .displaced, path)
    )
  }

  /// A call after `close`.
  static func closed(_ path: String) -> LedgerError {
    LedgerError(
      code: .other,
      operation: "use",
      path: path,
      cause: "the ledger is closed",
      hint: "The daemon is ending; start it again."
    )
  }

  private static func code(of primary: Int32) -> Code {
    switch primary {
    case SQLITE_FULL: .full
    case SQLITE_IOERR, SQLITE_NOMEM, SQLITE_PROTOCOL: .io
    case SQLITE_CORRUPT, SQLITE_NOTADB: .corrupt
    case SQLITE_READONLY: .readOnly
    case SQLITE_BUSY, SQLITE_LOCKED: .busy
    case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH: .cannotOpen
    default: .other
    }
  }

  /// A dropped table, index or column: our own statements name only those of the schema.
  private static func isMissingPart(_ primary: Int32, _ cause: String) -> Bool {
    primary == SQLITE_ERROR
      && ["no such index", "no such table", "no such column"].contains { cause.hasPrefix($0) }
  }

  private static func foreignHint(_ path: String) -> String {
    "Check `state` in the configuration; if \(path) is not the daemon's, move it away."
  }

  private static func hint(for code: Code, _ path: String) -> String {
    switch code {
    case .full:
      "Free space on the disk that holds \(path); the daemon goes on by itself."
    case .io:
      "Look for disk errors (dmesg) and check the disk that holds \(path)."
    case .corrupt:
      "Stop the daemon, and keep \(path) and \(path)-wal as they are. 'smsdispatch ledger check'"
        + " says what is damaged; restore a backup, or save what can be read into a new file:"
        + " smsdispatch ledger salvage \(path).new"
    case .readOnly:
      "Make \(path) and its directory writable for the user smsdispatch, and check that the file"
        + " system is not mounted read-only."
    case .busy:
      "Another program holds \(path) locked; close any sqlite3 shell that has it open."
    case .cannotOpen:
      "Check that \(path) and its directory exist and belong to the user smsdispatch; commands"
        + " that read the ledger need root or that user."
    case .displaced:
      "Put it back under its name, or save what the daemon still has open: smsdispatch backup FILE."
        + " Do not stop the daemon before: its open file is the only copy."
    case .newerVersion:
      "Install the version of smsdispatch that wrote \(path), or a later one; nothing was changed."
        + " To stay with this version, restore a backup that it made (smsdispatch restore)."
    case .other:
      "This is a defect of smsdispatch; please report it with this message."
    }
  }
}
