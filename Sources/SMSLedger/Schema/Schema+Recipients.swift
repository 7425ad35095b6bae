extension Schema {
  /// Version 22: jobs by their recipients, up to the mark `addressed`; see `RecipientRun`.
  ///
  /// It replaces an index on the recipients themselves.
  static let addressees = Migration(statements: [
    """
    CREATE TABLE addressee (
      phone INTEGER NOT NULL,
      job INTEGER NOT NULL,
      PRIMARY KEY (phone, job)
    ) STRICT, WITHOUT ROWID
    """,
    """
    INSERT INTO addressee (phone, job)
    SELECT recipient, number FROM job INDEXED BY job_recipient
    WHERE recipient IS NOT NULL ORDER BY 1, 2
    """,
    "DROP INDEX job_recipient",
    """
    INSERT INTO mark (name, value)
    SELECT 'addressed', coalesce(max(number), 0) FROM job
    """,
  ])
}
