internal import SMSCore

extension SQLiteLedgerReader {
  /// Jobs examined in one transaction.
  private static let tallyStep: Int64 = 20_000
  private static let day: Int64 = 86_400_000

  func tally(
    _ span: Range<WallTime>,
    from job: JobNumber?
  ) throws(LedgerError) -> SentTallyPage {
    try connection.transaction(.read) { () throws(LedgerError) in
      let first = job?.value ?? 0
      let last = try connection.number("SELECT max(number) FROM job")
      var tallies: [SentTally.Key: SentTally] = [:]
      try connection.query(
        Self.tallySQL,
        [
          .integer(first), .integer(first + Self.tallyStep - 1), .time(span.lowerBound),
          .time(span.upperBound), .state(.sent), .state(.uncertain), .integer(Self.day),
        ]
      ) { row throws(LedgerError) in
        let key = SentTally.Key(
          account: row.text(0),
          spool: row.text(1),
          sender: try row.phone(2),
          batch: row.optionalText(7),
          day: row.count(3)
        )
        let count = SegmentCount(
          messages: row.count(5),
          segments: row.count(6),
          mms: row.count(8)
        )
        var tally = tallies[key] ?? SentTally(key: key)
        if try row.state(4) == .sent { tally.sent += count } else { tally.uncertain += count }
        tallies[key] = tally
      }
      let next = first + Self.tallyStep
      return SentTallyPage(
        tallies: Array(tallies.values),
        next: next <= last ? JobNumber(next) : nil
      )
    }
  }

  /// A message counts on the day when its last attempt left, or ended if that is not known; a
  /// message that was found sent without one, when that was found.
  ///
  /// Nothing left after the job's last change.
  private static let tallySQL = """
    SELECT account, spool, sender, at / ?7 - (at < 0), state, count(*), sum(segments), (
      SELECT whole.id FROM job AS whole WHERE whole.number = counted.batch
    ), count(media) FROM (
      SELECT account, spool, sender, batch, state, coalesce(segments, 1) AS segments, media, coalesce((
        SELECT coalesce(attempt."left", attempt.ended) FROM attempt
        WHERE attempt.job = job.number ORDER BY attempt.number DESC LIMIT 1
      ), updated) AS at
      FROM job
      WHERE number BETWEEN ?1 AND ?2 AND state IN (?5, ?6) AND account IS NOT NULL
        AND sender IS NOT NULL AND updated >= ?3
    ) AS counted
    WHERE at >= ?3 AND at < ?4 GROUP BY 1, 2, 3, 4, 5, batch
    """
}
