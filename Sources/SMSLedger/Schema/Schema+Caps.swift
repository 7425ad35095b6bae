extension Schema {
  /// Version 28: what was sent when, for caps: segments by second and by quarter of an hour, see
  /// `CapBook`; the messages of the last day by recipient and spool; and as of when a job's last
  /// attempt was counted, NULL if it was not, or was given back.
  static let caps = Migration(statements: [
    """
    CREATE TABLE cap_use (
      kind INTEGER NOT NULL,
      name TEXT NOT NULL,
      unit INTEGER NOT NULL,
      bucket INTEGER NOT NULL,
      segments INTEGER NOT NULL,
      PRIMARY KEY (kind, name, unit, bucket)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE contact (
      number INTEGER PRIMARY KEY,
      phone INTEGER NOT NULL,
      spool TEXT NOT NULL,
      at INTEGER NOT NULL,
      job INTEGER NOT NULL
    ) STRICT
    """,
    "CREATE INDEX contact_phone ON contact (phone, spool, at)",
    "ALTER TABLE job ADD COLUMN counted INTEGER",
  ])
}
