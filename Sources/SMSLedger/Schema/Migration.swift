/// One step of the schema: upgrades a ledger from version `n − 1` to version `n`.
struct Migration: Sendable {
  /// The step's SQL, one statement per element.
  let statements: [String]
}

/// The schema of a ledger, as the steps that lead to it.
struct Schema: Sendable {
  /// Marks the file as ours in its header ("SMSd"); see `PRAGMA application_id`.
  static let applicationID: Int64 = 0x534D_5364

  /// All steps, the first of which creates version 1; a released step never changes.
  let migrations: [Migration]

  /// The schema version that this program writes.
  var version: Int64 { Int64(migrations.count) }
}

/// A table or an index of a schema.
struct SchemaPart: Hashable {
  let kind: String
  let name: String

  init(kind: String, name: String) {
    self.kind = kind
    self.name = name
  }

  /// The part that a statement creates or drops; nil for other statements.
  fileprivate init?(_ statement: String, _ verb: Substring) {
    var words = statement.split(maxSplits: 4, whereSeparator: { $0 == " " || $0 == "\n" })[...]
    guard words.popFirst() == verb else { return nil }
    if words.first == "UNIQUE" { words.removeFirst() }
    guard let kind = words.popFirst(), kind == "TABLE" || kind == "INDEX",
      let name = words.popFirst()
    else { return nil }
    self.init(kind: kind.lowercased(), name: String(name))
  }
}

extension Schema {
  /// The tables and indexes that exist after all steps, parsed from their statements.
  var parts: Set<SchemaPart> {
    var parts: Set<SchemaPart> = []
    for statement in migrations.flatMap(\.statements) {
      if let part = SchemaPart(statement, "CREATE") { parts.insert(part) }
      if let part = SchemaPart(statement, "DROP") { parts.remove(part) }
    }
    return parts
  }
}
