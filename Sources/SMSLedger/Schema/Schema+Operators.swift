extension Schema {
  /// Version 12: requests that send nothing are counted apart; `tally` counts messages and codes.
  static let requestCounts = Migration(statements: [
    """
    CREATE TABLE request_tally (
      spool TEXT NOT NULL,
      state INTEGER NOT NULL,
      jobs INTEGER NOT NULL,
      PRIMARY KEY (spool, state)
    ) STRICT, WITHOUT ROWID
    """,
    """
    INSERT INTO request_tally (spool, state, jobs)
    SELECT spool, state, count(*) FROM job WHERE account IS NULL GROUP BY spool, state
    """,
    """
    UPDATE tally SET jobs = tally.jobs - r.jobs FROM request_tally r
    WHERE r.spool = tally.spool AND r.state = tally.state
    """,
  ])

  /// Version 14: what operators did, with the user that owns the request file, what the request says
  /// about the person, and the effect; see `OperatorAct`.
  ///
  /// `state` is 0 while the command is pending, 1 if it was done, 2 if it was refused; `job` is NULL
  /// for what was done without a request. Jobs are pruned without their entries.
  static let audit = Migration(statements: [
    """
    CREATE TABLE audit (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      at INTEGER NOT NULL,
      user INTEGER NOT NULL,
      login INTEGER,
      name TEXT,
      on_behalf INTEGER,
      kind TEXT NOT NULL,
      target TEXT NOT NULL,
      job INTEGER UNIQUE,
      request TEXT,
      carried_out INTEGER,
      state INTEGER NOT NULL,
      affected INTEGER,
      code TEXT
    ) STRICT
    """,
    "CREATE INDEX audit_age ON audit (at)",
  ])

  /// Version 16: the jobs whose attempt or doubt a command on many jobs waits for, and held
  /// messages by number.
  static let awaited = Migration(statements: [
    """
    CREATE TABLE awaited (
      job INTEGER NOT NULL,
      command INTEGER NOT NULL,
      PRIMARY KEY (job, command)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX awaited_command ON awaited (command, job)",
    "CREATE INDEX job_held_number ON job (number) WHERE state = 2",
  ])

  /// Version 17: what stands for a recipient that was erased; see `PhoneDigest`.
  static let erasures = Migration(statements: [
    "ALTER TABLE job ADD COLUMN recipient_digest BLOB",
    """
    CREATE INDEX job_erased ON job (recipient_digest, number) WHERE recipient_digest IS NOT NULL
    """,
  ])
}
