import SMSCore
import Testing

@testable import SMSLedger

/// Looks behind the port, to check that the content of a ledger's file is consistent.
struct LedgerInspection {
  let connection: Connection

  init(path: String) throws {
    connection = try Connection(path: path, mode: .write)
  }

  func count(_ condition: String) throws -> Int {
    Int(try connection.number("SELECT count(*) FROM job WHERE \(condition)"))
  }

  func expectSound(sourceLocation: SourceLocation = #_sourceLocation) throws {
    let check = try connection.first("PRAGMA integrity_check") { $0.text(0) }
    #expect(check == "ok", sourceLocation: sourceLocation)
    for (what, sql) in Self.contradictions {
      let found = try connection.number(sql)
      #expect(found == 0, "\(what)", sourceLocation: sourceLocation)
    }
  }

  private static let contradictions = [
    (
      "counters that do not match the jobs",
      """
      SELECT count(*) FROM
        (SELECT spool, state, account IS NOT NULL AS m, count(*) AS jobs FROM job GROUP BY 1, 2, 3)
        FULL JOIN (
          SELECT spool AS s, state AS t, 1 AS n, jobs AS j FROM tally WHERE jobs <> 0
          UNION ALL SELECT spool, state, 0, jobs FROM request_tally WHERE jobs <> 0)
        ON s = spool AND t = state AND n = m WHERE j IS NOT jobs
      """
    ),
    (
      "messages that may be sent but have no text",
      """
      SELECT count(*) FROM job LEFT JOIN text ON text.job = coalesce(text_job, number)
      WHERE kind = 'message' AND state <= 4 AND (body IS NULL OR hex(body) NOT GLOB '*[1-9A-F]*')
      """
    ),
    (
      "texts of sent messages",
      """
      SELECT count(*) FROM job JOIN text ON text.job IN (number, text_job)
      WHERE state = 5 AND hex(body) GLOB '*[1-9A-F]*'
      """
    ),
    (
      "texts that an update replaced, or that came with one that ended and that no message has",
      """
      SELECT count(*) FROM job JOIN text ON text.job = number
      WHERE hex(body) GLOB '*[1-9A-F]*' AND (text_job IS NOT NULL OR kind = 'update' AND state >= 5
        AND NOT EXISTS (SELECT 1 FROM job AS changed WHERE changed.text_job = job.number))
      """
    ),
    (
      "sent or queued jobs with an error, or unsent ends without one",
      """
      SELECT count(*) FROM job LEFT JOIN error ON error.job = number
      WHERE (state IN (0, 5, 10) AND code IS NOT NULL)
        OR (kind = 'message' AND state IN (1, 4, 6, 7, 8, 9) AND code IS NULL)
      """
    ),
    (
      "running attempts without a start, or starts without an attempt",
      "SELECT count(*) FROM job WHERE (state = 3) <> (begun IS NOT NULL)"
    ),
    (
      "doubts without their times, or digests of texts that are not looked for",
      """
      SELECT count(*) FROM job WHERE (state = 4 AND (doubt_since IS NULL OR next_attempt IS NULL))
        OR (text_digest IS NOT NULL AND (state <> 5 OR provider_message_id IS NOT NULL))
      """
    ),
    (
      "ids of the provider that two jobs have",
      """
      SELECT count(*) FROM (
        SELECT 1 FROM job WHERE provider_message_id IS NOT NULL
        GROUP BY provider_message_id HAVING count(*) > 1)
      """
    ),
    (
      "ids of the provider that are neither in their index nor above its mark",
      """
      SELECT count(*) FROM job WHERE provider_message_id IS NOT NULL
        AND change <= (SELECT value FROM mark WHERE name = 'identified')
        AND NOT EXISTS (SELECT 1 FROM provider_id
          WHERE key = provider_key(provider_message_id) AND job = number)
      """
    ),
    (
      "entries of that index about other ids or jobs that are gone",
      """
      SELECT count(*) FROM provider_id LEFT JOIN job ON job.number = provider_id.job
      WHERE provider_key(provider_message_id) IS NOT provider_id.key
      """
    ),
    (
      "recipients that are neither in their index nor above its mark",
      """
      SELECT count(*) FROM job WHERE recipient IS NOT NULL
        AND number <= (SELECT value FROM mark WHERE name = 'addressed')
        AND NOT EXISTS (SELECT 1 FROM addressee WHERE phone = recipient AND job = number)
      """
    ),
    (
      "entries of that index about other phones or jobs that are gone",
      """
      SELECT count(*) FROM addressee LEFT JOIN job ON job.number = addressee.job
      WHERE job.recipient IS NOT addressee.phone
      """
    ),
    (
      "rows about jobs that are gone",
      """
      SELECT (SELECT count(*) FROM text WHERE job NOT IN (SELECT number FROM job))
        + (SELECT count(*) FROM error WHERE job NOT IN (SELECT number FROM job))
        + (SELECT count(*) FROM attempt WHERE job NOT IN (SELECT number FROM job))
        + (SELECT count(*) FROM command WHERE job NOT IN (SELECT number FROM job))
      """
    ),
  ]
}
