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
  /// Version 20: whose number was opted out of, when last, and when that was recorded; how many
  /// phones our numbers sent to, see `RecipientSketch`; which jobs confirm an opt-out.
  ///
  /// The account of earlier entries is filled in when the configuration is known.
  static let optOutScopes = Migration(statements: [
    "ALTER TABLE opt_out ADD COLUMN account TEXT",
    "ALTER TABLE opt_out ADD COLUMN last INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE opt_out ADD COLUMN recorded INTEGER NOT NULL DEFAULT 0",
    """
    UPDATE opt_out SET last = since, recorded = coalesce((
      SELECT max(recorded) FROM opt_out_event AS event
      WHERE event.phone = opt_out.phone AND event.sender = opt_out.sender
        AND event.change = 'added'
    ), since)
    """,
    "CREATE INDEX opt_out_age ON opt_out (recorded)",
    """
    CREATE INDEX opt_out_strange ON opt_out (sender) WHERE account IS NULL AND sender <> 0
    """,
    // Empty: of these hours, which may go on, it is not known.
    "ALTER TABLE sender_hour ADD COLUMN recipients BLOB",
    "UPDATE sender_hour SET recipients = x''",
    "INSERT OR REPLACE INTO mark (name, value) VALUES ('recipient_salt', random())",
    "ALTER TABLE job ADD COLUMN confirms INTEGER",
  ])
}
