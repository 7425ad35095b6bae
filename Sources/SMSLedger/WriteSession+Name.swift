internal import SMSCore

extension WriteSession {
  /// Gives a sent message the provider's id that a look found, or gives up looking for one.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  func name(_ number: JobNumber, as id: String?, at now: WallTime) throws(LedgerError) {
    guard let job = try standing(of: number), job.state == .sent else { return }
    if let id, try isFree(id) {
      try connection.run(
        """
        UPDATE job SET provider_message_id = ?, text_digest = NULL, updated = ?, change = ?
        WHERE number = ? AND provider_message_id IS NULL
        """,
        [.text(id), .time(now), .integer(nextChange()), .job(job.number)]
      )
      try heedEarlyReceipts(ofMessage: id, at: now)
    } else {
      try connection.run("UPDATE job SET text_digest = NULL WHERE number = ?", [.job(job.number)])
    }
  }

  /// Whether no job has that id of the provider.
  ///
  /// - Throws: `LedgerError` with SQLite's reason.
  func isFree(_ id: String) throws(LedgerError) -> Bool {
    try connection.number(
      "SELECT count(*) FROM job WHERE provider_message_id = ?",
      [.text(id)]
    ) == 0
  }
}
