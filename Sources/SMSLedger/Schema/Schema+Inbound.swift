extension Schema {
  /// The step of what the provider tells us: receipts, inbound messages, opt-outs, automatic replies.
  ///
  /// Receipts stand by the provider's id, not by the job: they may come before the job has it, and
  /// for messages that the ledger does not know.
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
    // The provider may repeat a receipt; NULL would differ from NULL in an index.
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
    // A sender of 0 stands for every number of ours.
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
}

extension Schema {
  /// Version 2: attempts in doubt, and sent messages whose id is not known yet.
  ///
  /// The state `inDoubt` comes between those that last and the terminal ones, whose numbers rise.
  static let reconciliation = Migration(statements: [
    "DROP INDEX job_ended",
    "UPDATE job SET state = state + 1 WHERE state >= 4",
    // Upwards and back down, so that no row meets another's key on the way.
    "UPDATE tally SET state = state + 101 WHERE state >= 4",
    "UPDATE tally SET state = state - 100 WHERE state >= 101",
    "CREATE INDEX job_ended ON job (updated) WHERE state >= 5",
    // The boot that the row's times of the monotonic clock belong to, by our own count (mark
    // 'boot'); nanoseconds.
    "ALTER TABLE job ADD COLUMN boot INTEGER",
    "ALTER TABLE job ADD COLUMN begun_monotonic INTEGER",
    // When the first attempt that may have been accepted began, kept until the job ends.
    "ALTER TABLE job ADD COLUMN doubt_since INTEGER",
    "ALTER TABLE job ADD COLUMN doubt_monotonic INTEGER",
    // Looks that did not show the message that is in doubt.
    "ALTER TABLE job ADD COLUMN looks INTEGER NOT NULL DEFAULT 0",
    // Of a text that was sent under an id that is not known: it is looked for by this.
    "ALTER TABLE job ADD COLUMN text_digest BLOB",
    "CREATE INDEX job_in_doubt ON job (number) WHERE state = 4",
    "CREATE INDEX job_nameless ON job (number) WHERE text_digest IS NOT NULL",
  ])
}
