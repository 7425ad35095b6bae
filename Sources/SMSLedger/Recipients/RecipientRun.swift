internal import SMSCore

/// Which jobs are to be found by their recipients in the index, and which are being put into it.
///
/// Recipients come in random order. To put each of them into an index at once writes a page for
/// each; a sorted run of them writes a page for many. Jobs above `mark` are found by their rows.
///
/// It holds nothing that the ledger does not say, so it can be dropped at any time.
struct RecipientRun {
  /// When a run is put in, and how.
  ///
  /// The more jobs are above the mark, the longer a search by recipient takes: a millisecond for
  /// several thousand.
  struct Limits {
    /// Jobs that make a run.
    var full: Int64 = 4096
    /// Jobs that are put in when the log is truncated; fewer stay for a later run.
    var rest: Int64 = 256
    /// The most jobs of a run, which is read at once.
    var most: Int64 = 8192
    /// Jobs put in by one commit, for which an urgent message may have to wait.
    var step = 200
    /// With many jobs above the mark, each commit takes one in so many of them, so that the mark keeps
    /// up with batches.
    var share: Int64 = 16
  }

  var limits: Limits

  /// The jobs up to this one are in the index.
  private(set) var mark: Int64
  /// What is left of the run, the lowest recipient last.
  private var sorted: [JobNumber] = []
  /// The mark once the run is in; nil between two runs.
  private var nextMark: Int64?

  init(mark: Int64, limits: Limits = Limits()) {
    self.mark = mark
    self.limits = limits
  }

  /// Whether a run is being put in.
  var isRunning: Bool { nextMark != nil }

  /// Whether something should be put into the index.
  ///
  /// - Parameters:
  ///   - last: The number of the newest job.
  ///   - isResting: Whether the log is being truncated.
  /// - Returns: Whether to call `next`.
  func isDue(at last: Int64, isResting: Bool) -> Bool {
    isRunning || last - mark >= (isResting ? limits.rest : limits.full)
  }

  /// The jobs that the next run has.
  ///
  /// - Parameter last: The number of the newest job.
  /// - Returns: Their numbers; nil if all jobs are in the index.
  func jobs(at last: Int64) -> ClosedRange<Int64>? {
    mark < last ? (mark + 1)...min(last, mark + limits.most) : nil
  }

  /// Begins a run.
  ///
  /// - Parameters:
  ///   - recipients: The jobs with their recipients, in any order.
  ///   - last: The last number of the run.
  mutating func begin(_ recipients: [(phone: Int64, job: JobNumber)], through last: Int64) {
    sorted = recipients.sorted { ($1.phone, $1.job.value) < ($0.phone, $0.job.value) }.map(\.job)
    nextMark = last
  }

  /// Ends the run that is being put in, of which nothing is left in the index.
  mutating func drop() {
    sorted = []
    nextMark = nil
  }

  /// Takes the next jobs of the run, in the order of their recipients.
  ///
  /// - Parameter last: The number of the newest job.
  /// - Returns: The jobs, and the mark if they are the last of the run.
  mutating func next(at last: Int64) -> (jobs: [JobNumber], mark: Int64?) {
    let count = max(limits.step, Int((last - mark) / limits.share))
    let jobs = Array(sorted.suffix(count).reversed())
    sorted.removeLast(jobs.count)
    guard sorted.isEmpty, let end = nextMark else { return (jobs, nil) }
    mark = end
    nextMark = nil
    return (jobs, end)
  }
}
