internal import SMSCore

extension Schema {
  /// Brings a ledger to this program's version, all steps in one transaction.
  ///
  /// A process that ends meanwhile leaves the ledger as it was.
  ///
  /// - Parameters:
  ///   - connection: A connection that writes.
  ///   - report: Called for a ledger of an earlier version: first, about each millisecond while a
  ///     step takes that long, and when all is committed.
  /// - Throws: `LedgerError` with the code `newerVersion` or `cannotOpen`; the file is unchanged then.
  func apply(
    to connection: Connection,
    reporting report: @escaping (LedgerUpgrade) -> Void = { _ in }
  ) throws(LedgerError) {
    let old = try versionFound(in: connection)
    guard old < version else { return try checkParts(of: connection) }
    let isUpgrade = old > 0
    if isUpgrade {
      let upgrade = LedgerUpgrade(from: old, to: version, isDone: false)
      report(upgrade)
      connection.interrupt {
        report(upgrade)
        return false
      }
    }
    defer { connection.endInterrupting() }
    try connection.transaction(.write) { () throws(LedgerError) in
      // Read again under the lock: another process may have been faster.
      let found = try versionFound(in: connection)
      guard found < version else { return }
      for migration in migrations[Int(found)...] {
        for statement in migration.statements { try connection.run(statement) }
      }
      try connection.run("PRAGMA application_id = \(Self.applicationID)")
      try connection.run("PRAGMA user_version = \(version)")
    }
    if isUpgrade { report(LedgerUpgrade(from: old, to: version, isDone: true)) }
  }

  /// Checks a ledger that is only read: it must have exactly this program's version.
  ///
  /// - Throws: `LedgerError` with the code `newerVersion` or `cannotOpen`.
  func check(_ connection: Connection) throws(LedgerError) {
    let found = try versionFound(in: connection)
    guard found == version else {
      throw .version(found, known: version, connection.path)
    }
    try checkParts(of: connection)
  }

  /// Checks that no table or index of this version was dropped.
  ///
  /// - Throws: `LedgerError` with the code `corrupt`.
  private func checkParts(of connection: Connection) throws(LedgerError) {
    guard let part = try missingParts(of: connection).first else { return }
    throw .corrupt(connection.path, cause: "the \(part.kind) \(part.name) is missing")
  }

  /// The tables and indexes of this version that a ledger of it lacks, in order of name.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  func missingParts(of connection: Connection) throws(LedgerError) -> [SchemaPart] {
    var found: Set<SchemaPart> = []
    try connection.query("SELECT type, name FROM sqlite_schema") {
      found.insert(SchemaPart(kind: $0.text(0), name: $0.text(1)))
    }
    return parts.subtracting(found).sorted { $0.name < $1.name }
  }

  /// Returns the version of a ledger, 0 for an empty file; changes nothing.
  ///
  /// - Throws: `LedgerError` with the code `newerVersion` or `cannotOpen`.
  func versionFound(in connection: Connection) throws(LedgerError) -> Int64 {
    let found = try connection.number("PRAGMA user_version")
    let owner = try connection.number("PRAGMA application_id")
    guard owner != BackupFile.applicationID else { throw .backup(connection.path) }
    if owner != Self.applicationID {
      let objects = try connection.number("SELECT count(*) FROM sqlite_schema")
      guard owner == 0, found == 0, objects == 0 else {
        throw .foreign(connection.path, cause: "it is the database of another program")
      }
    }
    guard found <= version else {
      throw .version(found, known: version, connection.path)
    }
    return found
  }
}

extension Connection {
  /// The number in the first column of the first row, 0 if there is no row.
  func number(_ sql: String, _ values: [SQLValue] = []) throws(LedgerError) -> Int64 {
    try first(sql, values) { $0.integer(0) } ?? 0
  }
}
