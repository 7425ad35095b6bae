extension Schema {
  /// Version 21: which number of its pool a spool texts a recipient from, and how many recipients each
  /// has.
  ///
  /// The rows have numbers so that the index with the recipients can be rebuilt; see `FreeSpace`.
  static let assignments = Migration(statements: [
    """
    CREATE TABLE assignment (
      number INTEGER PRIMARY KEY,
      spool TEXT NOT NULL,
      recipient INTEGER NOT NULL,
      sender INTEGER NOT NULL,
      since INTEGER NOT NULL,
      used INTEGER NOT NULL
    ) STRICT
    """,
    "CREATE UNIQUE INDEX assignment_recipient ON assignment (recipient, spool)",
    "CREATE INDEX assignment_age ON assignment (used)",
    """
    CREATE TABLE assignment_count (
      spool TEXT NOT NULL,
      sender INTEGER NOT NULL,
      recipients INTEGER NOT NULL,
      PRIMARY KEY (spool, sender)
    ) STRICT, WITHOUT ROWID
    """,
  ])
}
