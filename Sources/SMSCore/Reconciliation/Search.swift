/// One message that is looked for in the provider's list.
struct Search: Sendable {
  /// Why it is looked for.
  enum Aim: Sendable {
    /// Its attempt may have been accepted: nothing is sent again before that is known.
    case settlement(AgendaEntry, JobError)
    /// It was accepted, and its id is not known.
    case name

    fileprivate var text: ComparableText? {
      guard case .settlement(let entry, _) = self else { return nil }
      return ComparableText(entry.text)
    }
  }

  /// How long the id of an accepted message is looked for.
  static let namePatience = Interval(seconds: 3600)

  let job: JobNumber
  let key: MessageKey
  let aim: Aim
  /// nil where only the text's digest is known any more.
  let text: ComparableText?
  /// When the first attempt that the list may show began.
  let since: PastMoment
  /// When the last one ended; looks are counted from here.
  let endedAt: MonotonicTime
  /// Looks that were read whole and did not settle it.
  var looks = 0
  var nextLookAt: MonotonicTime
  /// Whether the last look failed; such a search is looked after at once when the way is free.
  var isFailing = false

  var isForName: Bool {
    if case .name = aim { return true }
    return false
  }

  /// A search that begins when its attempt ends.
  init(
    _ job: JobNumber,
    _ key: MessageKey,
    _ aim: Aim,
    since: PastMoment,
    endedAt: MonotonicTime,
    schedule: LookSchedule
  ) {
    self.job = job
    self.key = key
    self.aim = aim
    text = aim.text
    self.since = since
    self.endedAt = endedAt
    nextLookAt = endedAt.advanced(by: schedule.wait(afterLooks: 0))
  }

  /// One that an earlier process began.
  init(resumed job: DoubtfulJob, _ key: MessageKey, at now: Moment, schedule: LookSchedule) {
    self.job = job.entry.number
    self.key = key
    aim = .settlement(job.entry, job.error)
    text = aim.text
    since = job.doubt.since
    looks = job.doubt.looks
    // The calendar's clock may have been set meanwhile: the looks that are left keep their distance
    // from each other, counted from the start.
    let passed = looks == 0 ? .zero : schedule.wait(afterLooks: looks - 1)
    endedAt = now.monotonic.advanced(by: Interval(nanoseconds: -passed.nanoseconds))
    nextLookAt = endedAt.advanced(by: schedule.wait(afterLooks: looks))
  }
}

/// When the looks follow each other, counted from the end of the attempt.
struct LookSchedule: Sendable {
  /// The configuration's `looks_after_seconds`, rising; at least one.
  let steps: [Interval]

  /// Whether so many looks without a trace settle that the message was not accepted.
  func isOver(afterLooks looks: Int) -> Bool { looks >= steps.count }

  /// From the attempt's end to the look that follows so many; beyond the configured ones each waits
  /// twice as long as the one before.
  func wait(afterLooks looks: Int) -> Interval {
    guard looks >= steps.count else { return steps[looks] }
    let last = max(steps.last ?? .zero, Interval(seconds: 1))
    let doublings = min(looks - steps.count + 1, 32)
    let (product, overflow) = last.nanoseconds.multipliedReportingOverflow(by: 1 << doublings)
    return Interval(nanoseconds: overflow ? .max : product)
  }
}

extension Reconciler {
  /// What an answer leads to.
  enum Step: Sendable {
    case more
    /// The ledger has to say which of these ids it knows.
    case identify([String])
    case verdict(Verdict)
  }

  /// What a look has shown.
  struct Verdict: Sendable {
    var found: [(search: Search, id: String)] = []
    /// Due, not shown by a list that was read whole; this look is counted.
    var negative: [Search] = []
    /// Due, in a list that was read whole and holds a record that may be theirs or not; this look is
    /// counted.
    var unclear: [Search] = []
    /// Due, and nothing is known of them.
    var failed: [Search] = []
    var error: ProviderError?
    var retryAfter: Interval?
  }
}
