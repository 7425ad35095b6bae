internal import SMSCore

/// A backup: one SQLite file with the ledger and, in the table `backup`, what belongs to it.
///
/// Its application id differs from the ledger's, so that no daemon ever runs on a backup by
/// mistake.
///
/// | row of `backup` | value |
/// |---|---|
/// | `taken_at` | when the copy began: milliseconds since 1970, as text |
/// | `version` | the program version that made it |
/// | `host` | the machine that made it |
/// | `file/<name>` | a file from the state directory: `secret.key`, `callback-token` |
enum BackupFile {
  /// In the header of a backup ("SMSb"); see `PRAGMA application_id`.
  static let applicationID: Int64 = 0x534D_5362
  private static let filePrefix = "file/"

  /// Turns a fresh copy of a ledger into a backup, without syncing it.
  ///
  /// - Throws: `LedgerError`; the file is not a backup then.
  static func seal(_ path: String, as contents: BackupContents) throws(LedgerError) {
    let connection = try Connection(path: path, mode: .write)
    // A backup is a single file, with no log beside it.
    try connection.run("PRAGMA journal_mode = MEMORY")
    try connection.run("PRAGMA synchronous = OFF")
    try connection.transaction(.write) { () throws(LedgerError) in
      try connection.run(
        "CREATE TABLE backup (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID"
      )
      for (name, value) in rows(of: contents) {
        try connection.run(
          "INSERT INTO backup (name, value) VALUES (?, ?)",
          [.text(name), .blob(value)]
        )
      }
      try connection.run("PRAGMA application_id = \(applicationID)")
    }
  }

  private static func rows(of contents: BackupContents) -> [(String, [UInt8])] {
    [
      ("taken_at", Array(String(contents.takenAt.milliseconds).utf8)),
      ("version", Array(contents.version.utf8)), ("host", Array(contents.host.utf8)),
    ] + contents.files.map { (filePrefix + $0.key, $0.value) }
  }

  /// Reads a backup's description of itself; the file is already known to be a backup.
  ///
  /// - Throws: `LedgerError` with the code `corrupt` if the time of the copy is missing.
  static func contents(in connection: Connection) throws(LedgerError) -> BackupContents {
    var rows: [String: [UInt8]] = [:]
    try connection.query("SELECT name, value FROM backup") { rows[$0.text(0)] = $0.blob(1) }
    guard let time = Int64(text(rows["taken_at"])) else {
      throw .corrupt(connection.path, cause: "the backup does not say when it was made")
    }
    return BackupContents(
      takenAt: WallTime(milliseconds: time),
      version: text(rows["version"]),
      host: text(rows["host"]),
      files: rows.reduce(into: [:]) { files, row in
        guard row.key.hasPrefix(filePrefix) else { return }
        files[String(row.key.dropFirst(filePrefix.count))] = row.value
      }
    )
  }

  private static func text(_ bytes: [UInt8]?) -> String {
    String(decoding: bytes ?? [], as: UTF8.self)
  }
}

extension SQLiteLedger: BackupSource {
  func size() async throws(LedgerError) -> Int64 {
    try await reader.ask { session throws(LedgerError) in
      let pages = try session.connection.number("PRAGMA page_count")
      return try pages * session.connection.number("PRAGMA page_size")
    }
  }

  func copy(to path: String) async throws(LedgerError) {
    try await writer.copy(to: path)
  }
}
