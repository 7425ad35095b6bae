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
}
