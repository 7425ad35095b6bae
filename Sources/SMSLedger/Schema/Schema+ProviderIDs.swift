extension Schema {
  /// Version 18: jobs by the key of their provider's id, as far as the mark `identified`; see `ProviderIDRun`.
  ///
  /// It replaces a unique index on the id itself.
  static let providerIDs = Migration(statements: [
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
}
