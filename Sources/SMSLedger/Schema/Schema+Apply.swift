internal import SMSCore

extension Schema {
  /// Upgrades a ledger to this program's version, with all steps in one transaction.
  ///
  /// A process that ends midway leaves the ledger unchanged.
  ///
  /// - Parameters:
  ///   - connection: A connection that writes.
  ///   - report: Called for a ledger of an earlier version: at the start, about every millisecond
  ///     during a long step, and after the commit.
  /// - Throws: `LedgerError` with the code `newerVersion` or `cannotOpen`, or `corrupt` if a table
  ///   or index is missing; the file is unchanged then.
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
      // Read again under the lock: another process may have upgraded it meanwhile.
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

  /// Checks a ledger that is only read: it must be of exactly this program's version.
  ///
  /// - Throws: `LedgerError` with the code `newerVersion`, `cannotOpen` or `corrupt`.
  func check(_ connection: Connection) throws(LedgerError) {
    let found = try versionFound(in: connection)
    guard found == version else {
      throw .version(found, known: version, connection.path)
    }
    try checkParts(of: connection)
  }

  /// Checks that no table or index of this version is missing.
  ///
  /// - Throws: `LedgerError` with the code `corrupt` if one is missing.
  private func checkParts(of connection: Connection) throws(LedgerError) {
    guard let part = try missingParts(of: connection).first else { return }
    throw .corrupt(connection.path, cause: "the \(part.kind) \(part.name) is missing")
  }

  /// The tables and indexes of this version that are missing from the ledger, by name.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func missingParts(of connection: Connection) throws(LedgerError) -> [SchemaPart] {
    var found: Set<SchemaPart> = []
    try connection.query("SELECT type, name FROM sqlite_schema") {
      found.insert(SchemaPart(kind: $0.text(0), name: $0.text(1)))
    }
    return parts.subtracting(found).sorted { $0.name < $1.name }
  }

  /// The schema version of a ledger, 0 for an empty file; changes nothing.
  ///
  /// - Throws: `LedgerError` with the code `newerVersion` or `cannotOpen` if it is not a ledger of
  ///   a known version.
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
  /// The number in the first column of the first row; 0 if there are no rows.
  func number(_ sql: String, _ values: [SQLValue] = []) throws(LedgerError) -> Int64 {
    try first(sql, values) { $0.integer(0) } ?? 0
  }
}
