/// One message that is looked for in the provider's list.
struct Search: Sendable {
  /// Why it is looked for.
  enum Aim: Sendable {
    /// Its attempt may have been accepted: nothing is sent again until that is known.
    case settlement(AgendaEntry, JobError)
    /// It was accepted, but its id is not known.
    case name

    fileprivate var text: ComparableText? {
      guard case .settlement(let entry, _) = self else { return nil }
      return ComparableText(entry.envelope.text)
    }
  }

  /// How long the id of an accepted message is looked for.
  static let namePatience = Interval(seconds: 3600)

  let job: JobNumber
  let key: MessageKey
  let aim: Aim
  /// nil if only the text's digest is still known.
  let text: ComparableText?
  /// When the first attempt that the list may show began.
  let since: PastMoment
  /// When the last attempt ended; looks are timed from here.
  let endedAt: MonotonicTime
  /// Completed looks that did not settle it.
  var looks = 0
  var nextLookAt: MonotonicTime
  /// Whether the last look failed; it is then repeated at once when looks may succeed again.
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

  /// A search that an earlier process began.
  init(resumed job: DoubtfulJob, _ key: MessageKey, at now: Moment, schedule: LookSchedule) {
    self.job = job.entry.number
    self.key = key
    aim = .settlement(job.entry, job.error)
    text = aim.text
    since = job.doubt.since
    looks = job.doubt.looks
    // The wall clock may have been set meanwhile: the remaining looks keep their distance from each
    // other, counted from the start.
    let passed = looks == 0 ? .zero : schedule.wait(afterLooks: looks - 1)
    endedAt = now.monotonic.advanced(by: Interval(nanoseconds: -passed.nanoseconds))
    nextLookAt = endedAt.advanced(by: schedule.wait(afterLooks: looks))
  }
}

/// When looks take place, counted from the end of the attempt.
struct LookSchedule: Sendable {
  /// The configuration's `looks_after_seconds`, ascending; at least one.
  let steps: [Interval]

  /// Whether so many looks that did not find the message prove that it was not accepted.
  func isOver(afterLooks looks: Int) -> Bool { looks >= steps.count }

  /// The time from the attempt's end to the look after `looks` others; beyond the configured ones,
  /// each waits twice as long as the one before.
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

  /// The result of a look.
  struct Verdict: Sendable {
    var found: [(search: Search, id: String)] = []
    /// Due, and not shown by a complete list; this look is counted.
    var negative: [Search] = []
    /// Due, in a complete list with a record that may or may not be theirs; this look is counted.
    var unclear: [Search] = []
    /// Due, and still open.
    var failed: [Search] = []
    var error: ProviderError?
    var retryAfter: Interval?
  }
}
