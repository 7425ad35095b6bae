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
