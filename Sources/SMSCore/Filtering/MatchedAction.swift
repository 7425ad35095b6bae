/// What a command does to each job that a filter selects.
///
/// | action | jobs, if the filter names no status | further ones, if it names theirs |
/// |---|---|---|
/// | cancel | queued, deferred, held, attempting, in doubt | |
/// | hold | queued, deferred, attempting, in doubt | |
/// | release | held | |
/// | retry | messages that failed, expired or are uncertain | canceled, suppressed |
/// | flush | deferred | |
///
/// Each job is treated as if it had been named alone.
package enum MatchedAction: String, CaseIterable, Hashable, Sendable {
  case cancel
  case hold
  case release
  case retry
  case flush

  /// The states in which it finds jobs to act on.
  package var states: Set<JobState> {
    switch self {
    case .cancel: [.queued, .deferred, .held, .attempting, .inDoubt]
    case .hold: [.queued, .deferred, .attempting, .inDoubt]
    case .release: [.held]
    case .retry: [.failed, .expired, .uncertain, .canceled, .suppressed]
    case .flush: [.deferred]
    }
  }

  /// Whether it waits for attempts and doubts to end, and then acts on what was not sent.
  package var awaitsAttempts: Bool { self == .cancel || self == .hold }

  /// The jobs of a filter that it acts on.
  ///
  /// - Parameter filter: The filter.
  /// - Returns: A filter of exactly these jobs; nil if the statuses that the filter names are not
  ///   among `states`.
  package func jobs(of filter: JobFilter) -> JobFilter? {
    var jobs = filter
    let usual = self == .retry ? states.subtracting([.canceled, .suppressed]) : states
    jobs.states = filter.states.map(states.intersection) ?? usual
    guard jobs.states?.isEmpty == false else { return nil }
    if !goesByState(filter) { jobs.unchangedSince = nil }
    jobs.subject =
      switch self {
      case .cancel, .hold: .unsettled
      case .release, .flush: .messages
      case .retry: .retryable
      }
    return jobs
  }

  /// Whether jobs accepted long ago may come to match: they get the status or the error, or end.
  ///
  /// Where nothing is said about either, all that waits matches, whatever its attempts do meanwhile.
  private func goesByState(_ filter: JobFilter) -> Bool {
    filter.states != nil || filter.errors != nil || self == .release || self == .retry
  }

  /// What is wrong with a filter's statuses; nil if jobs that it acts on may have them.
  ///
  /// - Parameter filter: The filter.
  /// - Returns: The fault of `status`.
  package func fault(of filter: JobFilter) -> FilterFault? {
    guard jobs(of: filter) == nil else { return nil }
    let words = JobState.allCases.filter(states.contains).map(\.word).joined(separator: ", ")
    return FilterFault(
      "must be one of \(words) to \(rawValue) anything",
      repair: "Name one of them, or leave it out."
    )
  }
}
