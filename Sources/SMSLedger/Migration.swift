/// One step of the schema: what turns version `n − 1` of a ledger into version `n`.
struct Migration: Sendable {
  /// The SQL of the step, one statement an element.
  let statements: [String]
}

/// The schema of a ledger as the steps that lead to it.
struct Schema: Sendable {
  /// Says in the file's header that it is ours ("SMSd"); see `PRAGMA application_id`.
  static let applicationID: Int64 = 0x534D_5364

  /// Every step, the first one making version 1; a released step never changes.
  let migrations: [Migration]

  /// The version that this program writes.
  var version: Int64 { Int64(migrations.count) }
}
