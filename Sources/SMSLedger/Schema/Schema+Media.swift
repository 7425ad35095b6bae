extension Schema {
  /// Version 25, media: the files of inbound messages that are fetched; see `MediumRow`.
  ///
  /// Their links are in the message's row. `shown` is 0 while the message's own file does not show
  /// how a file ended.
  static let media = Migration(statements: [
    """
    CREATE TABLE medium (
      message INTEGER NOT NULL,
      position INTEGER NOT NULL,
      state INTEGER NOT NULL,
      tries INTEGER NOT NULL,
      due INTEGER NOT NULL,
      ends INTEGER NOT NULL,
      file TEXT,
      bytes INTEGER,
      fault TEXT,
      http_status INTEGER,
      shown INTEGER NOT NULL,
      PRIMARY KEY (message, position)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX medium_due ON medium (due) WHERE state = 0",
    "CREATE INDEX medium_new ON medium (message) WHERE shown = 0",
  ])
}
