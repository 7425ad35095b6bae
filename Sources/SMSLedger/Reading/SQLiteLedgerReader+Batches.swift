internal import SMSCore

extension SQLiteLedgerReader {
  func messages(
    of batch: JobNumber,
    after job: JobNumber?,
    limit: Int
  ) throws(LedgerError) -> JobPage {
    let limit = max(1, min(limit, Self.longestPage))
    return try connection.transaction(.read) { () throws(LedgerError) in
      guard let row = try connection.batch(batch) else { return JobPage(jobs: [], next: nil) }
      let numbers = try connection.messages(of: row, after: job?.value ?? 0, limit: limit)
      var jobs: [JobSnapshot] = []
      for number in numbers {
        if let message = try snapshot(of: number) { jobs.append(message) }
      }
      return JobPage(jobs: jobs, next: numbers.count < limit ? nil : numbers.last)
    }
  }

  /// The batches that have not ended, oldest first.
  ///
  /// - Throws: `LedgerError` if a statement fails.
  func openBatches() throws(LedgerError) -> [JobSnapshot] {
    var batches: [JobSnapshot] = []
    for batch in try connection.openBatches() {
      if let job = try snapshot(of: batch.number) { batches.append(job) }
    }
    return batches
  }

  private func snapshot(of number: JobNumber) throws(LedgerError) -> JobSnapshot? {
    try connection.first(
      "SELECT \(Row.snapshotColumns) FROM job \(Row.snapshotJoins) WHERE job.number = ?",
      [.job(number)]
    ) { row throws(LedgerError) in try connection.completed(row, receipts) }
  }
}

extension Connection {
  /// The numbers of a batch's next messages, ascending.
  ///
  /// What it repeats is sought only between the messages of its own that are read, so that all pages
  /// together go through `batch_repeat` once.
  fileprivate func messages(
    of batch: BatchRow,
    after number: Int64,
    limit: Int
  ) throws(LedgerError) -> [JobNumber] {
    var numbers: Set<Int64> = []
    var end = Int64.max
    if let jobs = batch.jobs {
      try query(
        """
        SELECT number FROM job NOT INDEXED WHERE number BETWEEN ? AND ? AND batch = ?
        ORDER BY number LIMIT ?
        """,
        [
          .integer(max(jobs.lowerBound, number + 1)), .integer(jobs.upperBound),
          .job(batch.number), .integer(Int64(limit)),
        ]
      ) { numbers.insert($0.integer(0)) }
      if numbers.count == limit { end = numbers.max() ?? end }
    }
    if batch.repeated > 0 {
      try query(
        "SELECT job FROM batch_repeat WHERE job > ? AND job <= ? AND batch = ? ORDER BY job LIMIT ?",
        [.integer(number), .integer(end), .job(batch.number), .integer(Int64(limit))]
      ) { numbers.insert($0.integer(0)) }
    }
    return numbers.sorted().prefix(limit).map { JobNumber($0) }
  }
}
