extension Schema {
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
}
