package import SMSCore

/// A backup: one SQLite file that holds the ledger, and in the table `backup` what belongs to it.
///
/// Its application id is not the ledger's, so that no daemon ever works on a backup by mistake.
///
/// | row of `backup` | value |
/// |---|---|
/// | `taken_at` | when the copy was begun, milliseconds since 1970, as text |
/// | `version` | the program that made it |
/// | `host` | the machine that made it |
/// | `file/<name>` | a file of the state directory: `secret.key`, `callback-token` |
package struct BackupFile: Equatable, Sendable {
  /// In the header of a backup ("SMSb"); see `PRAGMA application_id`.
  static let applicationID: Int64 = 0x534D_5362

  package var takenAt: WallTime
  package var version: String
  package var host: String
  /// Files of the state directory, by name.
  package var files: [String: [UInt8]]

  package init(takenAt: WallTime, version: String, host: String, files: [String: [UInt8]]) {
    self.takenAt = takenAt
    self.version = version
    self.host = host
    self.files = files
  }
}

extension BackupFile {
  private static let filePrefix = "file/"

  /// Turns a fresh copy of a ledger into a backup; not synced.
  ///
  /// - Throws: `LedgerError`; the file is no backup then.
  package func seal(path: String) throws(LedgerError) {
    let connection = try Connection(path: path, mode: .write)
    // A backup is one file: without a log beside it.
    try connection.run("PRAGMA journal_mode = MEMORY")
    try connection.run("PRAGMA synchronous = OFF")
    try connection.transaction(.write) { () throws(LedgerError) in
      try connection.run(
        "CREATE TABLE backup (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID"
      )
      for (name, value) in rows {
        try connection.run(
          "INSERT INTO backup (name, value) VALUES (?, ?)",
          [.text(name), .blob(value)]
        )
      }
      try connection.run("PRAGMA application_id = \(Self.applicationID)")
    }
  }

  private var rows: [(String, [UInt8])] {
    [
      ("taken_at", Array(String(takenAt.milliseconds).utf8)), ("version", Array(version.utf8)),
      ("host", Array(host.utf8)),
    ] + files.map { (Self.filePrefix + $0.key, $0.value) }
  }

  /// Reads what a backup says of itself, once it is known to be one.
  ///
  /// - Throws: `LedgerError` with the code `corrupt` where a row is missing.
  init(in connection: Connection) throws(LedgerError) {
    var rows: [String: [UInt8]] = [:]
    try connection.query("SELECT name, value FROM backup") { rows[$0.text(0)] = $0.blob(1) }
    guard let time = Int64(Self.text(rows["taken_at"])) else {
      throw .corrupt(connection.path, cause: "the backup does not say when it was made")
    }
    self.init(
      takenAt: WallTime(milliseconds: time),
      version: Self.text(rows["version"]),
      host: Self.text(rows["host"]),
      files: rows.reduce(into: [:]) { files, row in
        guard row.key.hasPrefix(Self.filePrefix) else { return }
        files[String(row.key.dropFirst(Self.filePrefix.count))] = row.value
      }
    )
  }

  private static func text(_ bytes: [UInt8]?) -> String {
    String(decoding: bytes ?? [], as: UTF8.self)
  }
}

extension SQLiteLedger {
  /// Copies the ledger into a new file while it goes on working; `BackupFile.seal` makes a backup
  /// of that.
  ///
  /// - Throws: `LedgerError` of the ledger or of the new file, which is incomplete then.
  package func copy(to path: String) async throws(LedgerError) {
    try await writer.copy(to: path)
  }

  /// How many bytes a copy has.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  package func size() async throws(LedgerError) -> Int64 {
    try await reader.ask { session throws(LedgerError) in
      let pages = try session.connection.number("PRAGMA page_count")
      return try pages * session.connection.number("PRAGMA page_size")
    }
  }

  /// Copies the ledger of a daemon that does not run, whatever version wrote it.
  ///
  /// What a crash left in the log is in the copy. The caller holds the daemon's lock.
  /// - Throws: `LedgerError` of the ledger or of the new file, which is incomplete then.
  package static func copy(path: String, to copy: String) throws(LedgerError) {
    let connection = try Connection(path: path, mode: .write)
    guard try connection.number("PRAGMA application_id") == Schema.applicationID else {
      throw .foreign(path, cause: "it is no ledger")
    }
    let online = try OnlineCopy(of: connection, to: copy)
    while try !online.step() {}
  }
}
