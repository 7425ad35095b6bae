extension Schema {
  /// Version 3: codes, who requested them, their verdicts, and the phones enrolled with them.
  ///
  /// It contains no code and no text with a code: a code is derived from its nonce with a key that
  /// is not stored here. Codes and messages wait in the same lanes, so a job with an account is one
  /// that is sent. Times are on both clocks of `CodeInstant`; `boot` is the name of the boot.
  static let verification = Migration(statements: [
    """
    CREATE TABLE verification (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      spool TEXT NOT NULL,
      subject TEXT,
      recipient INTEGER NOT NULL,
      prefix INTEGER NOT NULL,
      nonce BLOB NOT NULL,
      digits INTEGER NOT NULL,
      standing INTEGER NOT NULL,
      wrong_tries INTEGER NOT NULL,
      max_attempts INTEGER NOT NULL,
      sends INTEGER NOT NULL,
      ttl INTEGER NOT NULL,
      started INTEGER NOT NULL,
      started_on INTEGER NOT NULL,
      started_boot TEXT NOT NULL,
      sent INTEGER NOT NULL,
      sent_on INTEGER NOT NULL,
      sent_boot TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX verification_phone ON verification (spool, recipient, number)",
    """
    CREATE INDEX verification_subject ON verification (spool, subject, number)
      WHERE subject IS NOT NULL
    """,
    "CREATE INDEX verification_prefix ON verification (prefix, number)",
    // One row per send. It keeps the request's name: the job may be pruned before the code is
    // checked.
    """
    CREATE TABLE code (
      job INTEGER PRIMARY KEY,
      spool TEXT NOT NULL,
      id TEXT NOT NULL,
      verification INTEGER NOT NULL,
      enrolls TEXT,
      recipient INTEGER NOT NULL,
      sent INTEGER NOT NULL,
      sent_on INTEGER NOT NULL,
      sent_boot TEXT NOT NULL
    ) STRICT
    """,
    "CREATE UNIQUE INDEX code_name ON code (spool, id)",
    "CREATE INDEX code_recipient ON code (recipient, job)",
    "CREATE INDEX code_spool ON code (spool, job)",
    "CREATE INDEX code_enrolls ON code (spool, enrolls) WHERE enrolls IS NOT NULL",
    """
    CREATE TABLE verdict (
      job INTEGER PRIMARY KEY,
      reason TEXT,
      attempts_left INTEGER
    ) STRICT
    """,
    """
    CREATE TABLE enrollment (
      spool TEXT NOT NULL,
      subject TEXT NOT NULL,
      phone INTEGER,
      verified INTEGER,
      pending INTEGER,
      asked INTEGER,
      PRIMARY KEY (spool, subject)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX enrollment_phone ON enrollment (spool, phone) WHERE phone IS NOT NULL",
    "DROP INDEX job_lane",
    """
    CREATE INDEX job_lane ON job (account, spool, priority, due, number)
      WHERE account IS NOT NULL AND state <= 1
    """,
    "DROP INDEX job_expiry",
    "CREATE INDEX job_expiry ON job (expires) WHERE account IS NOT NULL AND state <= 2",
    "DROP INDEX job_command",
    "CREATE INDEX job_command ON job (number) WHERE account IS NULL AND state <= 1",
  ])
}
