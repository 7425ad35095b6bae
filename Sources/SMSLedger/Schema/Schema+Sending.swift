extension Schema {
  /// Version 23: the texts of spools that do not repeat them, with the jobs that began to send them;
  /// what an error of a suppressed job says besides.
  ///
  /// A key has a row for each of its jobs that is under way or in doubt, and for the last one that
  /// was sent; see `WriteSession+Repetition`.
  static let repetitions = Migration(statements: [
    """
    CREATE TABLE repetition (
      key BLOB NOT NULL,
      job INTEGER NOT NULL,
      PRIMARY KEY (key, job)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX repetition_job ON repetition (job)",
    "ALTER TABLE error ADD COLUMN duplicate_of TEXT",
    "ALTER TABLE error ADD COLUMN price REAL",
  ])

  /// Version 24, windows: whose clocks a message waits for, see `LaneZones`, and when its window let
  /// it go first, NULL if that was at once.
  static let windows = Migration(statements: [
    "ALTER TABLE job ADD COLUMN zones INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE job ADD COLUMN opens INTEGER",
    "DROP INDEX job_lane",
    """
    CREATE INDEX job_lane ON job (account, spool, priority, batch, zones, due, number)
      WHERE account IS NOT NULL AND state <= 1
    """,
  ])

  /// Version 26: what updates change of waiting messages.
  ///
  /// `life` is what the end is counted from, see `LifeStart`, NULL where the request names it or an
  /// earlier version accepted it; `revision` the number of the update that changed the message last;
  /// `text_job` the update whose row in `text` has the text, NULL for the message's own.
  static let updates = Migration(statements: [
    "ALTER TABLE job ADD COLUMN life INTEGER",
    "ALTER TABLE job ADD COLUMN revision INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE job ADD COLUMN text_job INTEGER",
    "CREATE INDEX job_text ON job (text_job) WHERE text_job IS NOT NULL",
  ])

  /// Version 27: how many media an MMS has, NULL for a text.
  ///
  /// Their addresses lie behind the text in `text.body`, see `MessageContent`; MMS wait in lanes of
  /// their own, whose `zones` are higher by 1,000.
  static let mms = Migration(statements: ["ALTER TABLE job ADD COLUMN media INTEGER"])

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

  /// Version 29: the copies of messages' files, and the messages that need them.
  ///
  /// `gone` is 1 once their files are being removed; see `WriteSession+Copies`.
  static let copies = Migration(statements: [
    "CREATE TABLE media_set (key TEXT PRIMARY KEY, gone INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    """
    CREATE TABLE media_use (
      key TEXT NOT NULL,
      job INTEGER NOT NULL,
      PRIMARY KEY (key, job)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX media_use_job ON media_use (job)",
  ])
}
