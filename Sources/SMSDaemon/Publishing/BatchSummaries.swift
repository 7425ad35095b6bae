internal import SMSCore

/// The results of batches that have changed since they were written: each is written at most once a
/// second, and in the end as it is.
struct BatchSummaries {
  static let interval = Interval(seconds: 1)

  private var changed: [JobNumber: JobSnapshot] = [:]
  /// When each was written last.
  private var written: [JobNumber: MonotonicTime] = [:]

  /// Notes a change of a batch.
  mutating func changed(_ job: JobSnapshot) {
    changed[job.number] = job
  }

  /// Those that may be written now, in the order of their numbers; they count as written.
  mutating func due(at now: MonotonicTime) -> [JobSnapshot] {
    guard !changed.isEmpty else { return [] }
    let jobs = changed.filter { number, job in
      if job.batch?.status.isFinal == true { return true }
      return written[number].map { now >= $0.advanced(by: Self.interval) } ?? true
    }
    return take(jobs, at: now)
  }

  /// All that have changed, in the order of their numbers; they count as written.
  mutating func all(at now: MonotonicTime) -> [JobSnapshot] {
    take(changed, at: now)
  }

  private mutating func take(
    _ taken: [JobNumber: JobSnapshot],
    at now: MonotonicTime
  ) -> [JobSnapshot] {
    let jobs = taken.values.sorted { $0.number < $1.number }
    for job in jobs {
      changed[job.number] = nil
      let isFinal = job.batch?.status.isFinal == true
      written[job.number] = isFinal ? nil : now
    }
    return jobs
  }
}
