extension Schema {
  /// Version 19: batches, whose messages have lanes of their own.
  ///
  /// A message has the number of its batch in `batch`, 0 for none; see `WriteSession+Batch`.
  /// `place` and `line` are where the rest of the file begins; `first_job` and `last_job` bound the
  /// numbers of its messages; `ended` is the number of the change that ended the batch. What the
  /// counters say stays when the messages are pruned.
  static let batches = Migration(statements: [
    "ALTER TABLE job ADD COLUMN batch INTEGER NOT NULL DEFAULT 0",
    "DROP INDEX job_lane",
    """
    CREATE INDEX job_lane ON job (account, spool, priority, batch, due, number)
      WHERE account IS NOT NULL AND state <= 1
    """,
    """
    CREATE TABLE batch (
      job INTEGER PRIMARY KEY,
      messages INTEGER NOT NULL,
      segments INTEGER NOT NULL,
      results INTEGER NOT NULL,
      place INTEGER NOT NULL,
      line INTEGER NOT NULL,
      added INTEGER NOT NULL,
      repeated INTEGER NOT NULL,
      first_job INTEGER,
      last_job INTEGER,
      activated INTEGER,
      is_held INTEGER NOT NULL,
      is_canceled INTEGER NOT NULL,
      ended INTEGER
    ) STRICT
    """,
    "CREATE INDEX batch_open ON batch (job) WHERE ended IS NULL",
    """
    CREATE TABLE batch_tally (
      batch INTEGER NOT NULL,
      state INTEGER NOT NULL,
      jobs INTEGER NOT NULL,
      PRIMARY KEY (batch, state)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE batch_error (
      batch INTEGER NOT NULL,
      code TEXT NOT NULL,
      jobs INTEGER NOT NULL,
      PRIMARY KEY (batch, code)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE batch_account (
      batch INTEGER NOT NULL,
      account TEXT NOT NULL,
      PRIMARY KEY (batch, account)
    ) STRICT, WITHOUT ROWID
    """,
    // The jobs of other requests whose results a batch shows, since it repeats them.
    """
    CREATE TABLE batch_repeat (
      job INTEGER NOT NULL,
      batch INTEGER NOT NULL,
      PRIMARY KEY (job, batch)
    ) STRICT, WITHOUT ROWID
    """,
  ])
}
