internal import SMSCore

/// The provider's ids that are not yet in the index, and how far they have been put in.
///
/// Ids arrive in random order. To put each of them into an index at once writes a page for each; a
/// sorted run of them writes a page for many. Until its run is in, an id is found here.
///
/// It holds what the ledger says: the ids of the jobs whose change number is above `mark`. So it can
/// be dropped at any time, and is read again at a start and after a failed transaction.
struct ProviderIDRun {
  /// When a run is put in, and how.
  struct Limits: Sendable {
    /// Ids that make a run.
    ///
    /// More of them share more pages of a large index, and take longer to be read at a start.
    var full = 4096
    /// Ids that are put in when the log is truncated; fewer stay for a later run.
    var rest = 256
    /// Ids put in by one commit, for which an urgent message may have to wait.
    ///
    /// In an index of a million nearly each of them writes a page of its own, 0.6 MB in all.
    var step = 200
    /// Change numbers above the mark, which bounds what a start and other processes read.
    var changes: Int64 = 16_384
  }

  /// An id's key, and the job that has the id.
  typealias Entry = (key: ProviderIDKey, job: JobNumber)

  let limits: Limits
  /// All ids of jobs with change numbers up to this one are in the index.
  private(set) var mark: Int64
  private var jobs: [ProviderIDKey: JobNumber] = [:]
  /// The run that is being put in.
  private var leaving: [ProviderIDKey: JobNumber] = [:]
  /// What is left to be put in of `leaving`, the lowest key last.
  private var sorted: [Entry] = []
  /// The mark once `leaving` is in; nil between two runs.
  private var nextMark: Int64?

  init(mark: Int64, limits: Limits) {
    self.mark = mark
    self.limits = limits
  }

  /// How many ids came since the last run began.
  var count: Int { jobs.count }

  /// The job whose id may have that key.
  subscript(key: ProviderIDKey) -> JobNumber? {
    if let job = jobs[key] { return job }
    return leaving.isEmpty ? nil : leaving[key]
  }

  /// Adds a job's id.
  ///
  /// - Returns: False if the id of another job has the same key: the index takes both, this does not.
  mutating func add(_ entry: Entry) -> Bool {
    if let known = self[entry.key] { return known == entry.job }
    jobs[entry.key] = entry.job
    return true
  }

  /// Removes the id of a job that is removed from the ledger.
  mutating func remove(_ entry: Entry) {
    if jobs[entry.key] == entry.job { jobs[entry.key] = nil }
    if leaving[entry.key] == entry.job { leaving[entry.key] = nil }
  }

  /// Whether something should be put into the index.
  ///
  /// - Parameters:
  ///   - change: The number of the last change.
  ///   - isResting: Whether the log is being truncated.
  /// - Returns: Whether to call `next`.
  func isDue(at change: Int64, isResting: Bool) -> Bool {
    nextMark != nil || count >= (isResting ? limits.rest : limits.full)
      || change - mark >= limits.changes
  }

  /// Takes the next ids to put in, in order of their keys; after the end of a run it begins a new
  /// one.
  ///
  /// - Parameter change: The number of the last change.
  /// - Returns: The ids, and the mark if they are the last of their run.
  mutating func next(at change: Int64) -> (entries: [Entry], mark: Int64?) {
    let end = nextMark ?? begin(at: change)
    var entries: [Entry] = []
    while entries.count < limits.step, let entry = sorted.popLast() {
      // It is gone if its job was removed meanwhile.
      if leaving[entry.key] != nil { entries.append(entry) }
    }
    guard sorted.isEmpty else { return (entries, nil) }
    leaving.removeAll(keepingCapacity: true)
    mark = end
    nextMark = nil
    return (entries, end)
  }

  private mutating func begin(at change: Int64) -> Int64 {
    swap(&jobs, &leaving)
    sorted = leaving.map { ($0.key, $0.value) }.sorted { $0.key > $1.key }
    nextMark = change
    return change
  }
}
