extension Schema {
  /// What happened to the list of opt-outs, and the counts of commands that take many steps.
  ///
  /// Of an entry made before, only its beginning is known.
  static let optOutEvents = Migration(statements: [
    """
    CREATE TABLE opt_out_event (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      phone INTEGER NOT NULL,
      sender INTEGER NOT NULL,
      change TEXT NOT NULL,
      source TEXT NOT NULL,
      since INTEGER NOT NULL,
      recorded INTEGER NOT NULL,
      effect INTEGER NOT NULL
    ) STRICT
    """,
    """
    INSERT INTO opt_out_event (phone, sender, change, source, since, recorded, effect)
    SELECT phone, sender, 'added', source, since, since, 1 FROM opt_out ORDER BY since, phone, sender
    """,
    "CREATE INDEX opt_out_event_phone ON opt_out_event (phone, number)",
    """
    CREATE TABLE step_count (
      job INTEGER NOT NULL,
      name TEXT NOT NULL,
      count INTEGER NOT NULL,
      PRIMARY KEY (job, name)
    ) STRICT, WITHOUT ROWID
    """,
  ])
}
