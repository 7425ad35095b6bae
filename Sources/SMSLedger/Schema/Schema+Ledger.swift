extension Schema {
  /// The ledger's schema; a released step never changes, new steps are appended.
  static let ledger = Schema(migrations: [
    first, reconciliation, verification, inbound, seals, acks, inboundTexts, recipients,
    senderHours, holdOrigins, optOutEvents, requestCounts, finds, audit, replacements, awaited,
    erasures, providerIDs, batches, optOutScopes, assignments, addressees, repetitions, windows,
    media, updates, mms, caps, copies,
  ])

  /// Version 5: the keyed digest of what a job sends, stored with its text; NULL for jobs accepted
  /// by an older version.
  private static let seals = Migration(statements: ["ALTER TABLE text ADD COLUMN seal BLOB"])

  /// Version 6: the `ack` tokens of a job's submissions, newest last, separated by blanks, or NULL.
  private static let acks = Migration(statements: ["ALTER TABLE job ADD COLUMN acks TEXT"])

  /// Version 7: the keyed digest of an inbound text, kept when the text is erased; NULL for
  /// messages received by an older version.
  private static let inboundTexts = Migration(statements: [
    "ALTER TABLE received ADD COLUMN digest BLOB"
  ])

  /// Version 8: the jobs of a phone in order, for lists, and for the message that a reply answers.
  private static let recipients = Migration(statements: [
    "DROP INDEX job_sent_to",
    "CREATE INDEX job_recipient ON job (recipient, number) WHERE recipient IS NOT NULL",
  ])

  /// Version 9: what became of the messages of each of our numbers, by the hour since 1970; see
  /// `SenderCounts`.
  private static let senderHours = Migration(statements: [
    """
    CREATE TABLE sender_hour (
      hour INTEGER NOT NULL,
      sender INTEGER NOT NULL,
      sent INTEGER NOT NULL,
      failed INTEGER NOT NULL,
      undelivered INTEGER NOT NULL,
      opted_out INTEGER NOT NULL,
      PRIMARY KEY (hour, sender)
    ) STRICT, WITHOUT ROWID
    """
  ])

  /// Version 10: when a hold was turned on, and by which command; NULL where an older version did.
  private static let holdOrigins = Migration(statements: [
    "ALTER TABLE hold ADD COLUMN since INTEGER",
    "ALTER TABLE hold ADD COLUMN command INTEGER",
  ])

  /// Version 13: what operators look for: held messages by lane, and the texts from a phone.
  private static let finds = Migration(statements: [
    """
    CREATE INDEX job_held ON job (account, spool, priority, number)
      WHERE account IS NOT NULL AND state = 2
    """,
    "CREATE INDEX received_sender ON received (sender, number)",
  ])

  /// Version 15: what was replaced in a message's text, NULL if nothing; see `TextReplacement`.
  private static let replacements = Migration(statements: [
    "ALTER TABLE job ADD COLUMN replacements TEXT"
  ])

  /// Version 18: jobs by the key of their provider's id, up to the mark `identified`; see
  /// `ProviderIDRun`.
  ///
  /// It replaces a unique index on the id itself.
  private static let providerIDs = Migration(statements: [
    """
    CREATE TABLE provider_id (
      key INTEGER NOT NULL,
      job INTEGER NOT NULL,
      PRIMARY KEY (key, job)
    ) STRICT, WITHOUT ROWID
    """,
    """
    INSERT INTO provider_id (key, job)
    SELECT provider_key(provider_message_id), number FROM job INDEXED BY job_provider
    WHERE provider_message_id IS NOT NULL ORDER BY 1, 2
    """,
    "DROP INDEX job_provider",
    """
    INSERT INTO mark (name, value)
    SELECT 'identified', coalesce(max(change), 0) FROM job WHERE change > 0
    """,
  ])

  /// Version 1: jobs, their texts, errors and attempts, commands, holds, marks, notes, tallies.
  ///
  /// States and priorities are the raw values of the core's types; times are milliseconds since
  /// 1970.
  private static let first = Migration(statements: [
    """
    CREATE TABLE job (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      spool TEXT NOT NULL,
      id TEXT NOT NULL,
      kind TEXT NOT NULL,
      state INTEGER NOT NULL,
      account TEXT,
      recipient INTEGER,
      sender INTEGER,
      priority INTEGER,
      due INTEGER,
      not_before INTEGER,
      expires INTEGER,
      if_uncertain INTEGER,
      segments INTEGER,
      encoding TEXT,
      attempts INTEGER NOT NULL DEFAULT 0,
      charged INTEGER NOT NULL DEFAULT 0,
      begun INTEGER,
      begun_from INTEGER,
      next_attempt INTEGER,
      provider_message_id TEXT,
      accepted INTEGER NOT NULL,
      updated INTEGER NOT NULL,
      change INTEGER NOT NULL DEFAULT 0,
      digest BLOB NOT NULL,
      taken INTEGER NOT NULL,
      producer INTEGER NOT NULL,
      metadata TEXT,
      retry_of TEXT,
      retried_as TEXT,
      affected INTEGER
    ) STRICT
    """,
    "CREATE UNIQUE INDEX job_name ON job (spool, id)",
    """
    CREATE INDEX job_lane ON job (account, spool, priority, due, number)
      WHERE kind = 'message' AND state <= 1
    """,
    "CREATE INDEX job_expiry ON job (expires) WHERE kind = 'message' AND state <= 2",
    "CREATE INDEX job_attempting ON job (number) WHERE state = 3",
    "CREATE INDEX job_command ON job (number) WHERE kind <> 'message' AND state <= 1",
    "CREATE INDEX job_deferred ON job (number) WHERE state = 1",
    "CREATE INDEX job_change ON job (change) WHERE change > 0",
    "CREATE INDEX job_ended ON job (updated) WHERE state >= 4",
    """
    CREATE UNIQUE INDEX job_provider ON job (provider_message_id)
      WHERE provider_message_id IS NOT NULL
    """,
    // Texts have a table of their own, to be overwritten in place; see `WriteSession.eraseText`.
    "CREATE TABLE text (job INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT",
    """
    CREATE TABLE error (
      job INTEGER PRIMARY KEY,
      code TEXT NOT NULL,
      message TEXT NOT NULL,
      hint TEXT NOT NULL,
      http_status INTEGER,
      provider_detail TEXT,
      provider_error_id TEXT,
      attempt INTEGER,
      retry_at INTEGER,
      cause_code TEXT,
      cause_message TEXT,
      cause_hint TEXT,
      cause_http_status INTEGER
    ) STRICT
    """,
    "CREATE INDEX error_code ON error (code, job)",
    """
    CREATE TABLE attempt (
      job INTEGER NOT NULL,
      number INTEGER NOT NULL,
      begun INTEGER NOT NULL,
      ended INTEGER NOT NULL,
      left INTEGER,
      http_status INTEGER,
      code TEXT,
      PRIMARY KEY (job, number)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE command (
      job INTEGER PRIMARY KEY,
      action TEXT NOT NULL,
      spool TEXT,
      target TEXT,
      done_through INTEGER NOT NULL DEFAULT 0
    ) STRICT
    """,
    """
    CREATE TABLE hold (
      scope TEXT NOT NULL,
      name TEXT NOT NULL,
      PRIMARY KEY (scope, name)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE TABLE mark (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE note (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    """
    CREATE TABLE tally (
      spool TEXT NOT NULL,
      state INTEGER NOT NULL,
      jobs INTEGER NOT NULL,
      PRIMARY KEY (spool, state)
    ) STRICT, WITHOUT ROWID
    """,
  ])
}
