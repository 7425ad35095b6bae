extension Schema {
  /// Version 4: what the provider sends us (receipts and inbound messages), opt-outs, automatic
  /// replies.
  ///
  /// Receipts are keyed by the provider's id, not by the job: they may arrive before the job has
  /// its id, or for messages that are not in the ledger.
  static let inbound = Migration(statements: [
    """
    CREATE TABLE receipt (
      number INTEGER PRIMARY KEY,
      message_id TEXT NOT NULL,
      level INTEGER,
      status TEXT NOT NULL,
      code INTEGER,
      description TEXT,
      at INTEGER,
      received INTEGER NOT NULL
    ) STRICT
    """,
    // The provider may repeat a receipt; in an index, NULLs are distinct from each other.
    """
    CREATE UNIQUE INDEX receipt_once ON receipt (
      message_id, coalesce(level, -1), coalesce(code, -1), status, coalesce(at, -1)
    )
    """,
    "CREATE INDEX receipt_age ON receipt (received)",
    """
    CREATE TABLE received (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      spool TEXT NOT NULL,
      sender TEXT NOT NULL,
      recipient INTEGER NOT NULL,
      body BLOB NOT NULL,
      media TEXT NOT NULL,
      in_reply_to TEXT,
      received INTEGER NOT NULL,
      published INTEGER NOT NULL DEFAULT 0
    ) STRICT
    """,
    "CREATE INDEX received_new ON received (number) WHERE published = 0",
    "CREATE INDEX received_age ON received (received)",
    // A sender of 0 means all our numbers.
    """
    CREATE TABLE opt_out (
      phone INTEGER NOT NULL,
      sender INTEGER NOT NULL,
      source TEXT NOT NULL,
      since INTEGER NOT NULL,
      PRIMARY KEY (phone, sender)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE auto_reply (
      phone INTEGER NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY (phone, at)
    ) STRICT, WITHOUT ROWID
    """,
    // What lookups found.
    "CREATE TABLE record (job INTEGER PRIMARY KEY, record TEXT NOT NULL) STRICT",
    // Finds the message that a reply answers.
    """
    CREATE INDEX job_sent_to ON job (recipient, sender) WHERE provider_message_id IS NOT NULL
    """,
  ])

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

extension Schema {
  /// Version 2: attempts in doubt, and sent messages whose id is not yet known.
  ///
  /// The state `inDoubt` is inserted before the terminal states, whose numbers increase by one.
  static let reconciliation = Migration(statements: [
    "DROP INDEX job_ended",
    "UPDATE job SET state = state + 1 WHERE state >= 4",
    // Up by 101 and back down by 100, so that no row collides with another's key on the way.
    "UPDATE tally SET state = state + 101 WHERE state >= 4",
    "UPDATE tally SET state = state - 100 WHERE state >= 101",
    "CREATE INDEX job_ended ON job (updated) WHERE state >= 5",
    // The boot of the row's monotonic times, as counted in this ledger (mark 'boot'); times are in
    // nanoseconds.
    "ALTER TABLE job ADD COLUMN boot INTEGER",
    "ALTER TABLE job ADD COLUMN begun_monotonic INTEGER",
    // When the first attempt that may have been accepted began; kept until the job ends.
    "ALTER TABLE job ADD COLUMN doubt_since INTEGER",
    "ALTER TABLE job ADD COLUMN doubt_monotonic INTEGER",
    // List passes that did not show the message in doubt.
    "ALTER TABLE job ADD COLUMN looks INTEGER NOT NULL DEFAULT 0",
    // The digest of a text that was sent under an unknown id, to find it in the provider's list.
    "ALTER TABLE job ADD COLUMN text_digest BLOB",
    "CREATE INDEX job_in_doubt ON job (number) WHERE state = 4",
    "CREATE INDEX job_nameless ON job (number) WHERE text_digest IS NOT NULL",
  ])
}
