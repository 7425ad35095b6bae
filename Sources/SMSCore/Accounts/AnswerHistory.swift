/// What an account's earlier answers say about the next one.
struct AnswerHistory: Sendable {
  /// Beyond so many jobs that met trouble all are forgotten, which only makes more answers of them
  /// necessary.
  private static let capacity = 10_000

  /// Sends that were accepted.
  private var accepted = 0
  /// The job that was last answered with a false success; nil once another was accepted.
  private var falseSuccess: JobNumber?
  private var troubled: [JobNumber: Trouble] = [:]

  /// The answer that paused the account when a job met it, and how many sends had been accepted.
  private struct Trouble {
    let code: ErrorCode
    let accepted: Int
  }

  mutating func accepted(_ job: JobNumber) {
    accepted += 1
    falseSuccess = nil
    troubled[job] = nil
  }

  /// Notes a success that was none.
  ///
  /// - Returns: whether that of another job came before it, with nothing accepted between.
  mutating func answeredFalsely(_ job: JobNumber) -> Bool {
    defer { falseSuccess = job }
    return falseSuccess.map { $0 != job } ?? false
  }

  /// Notes an answer that pauses the account, which one text can bring about too.
  ///
  /// A different answer begins anew: two kinds of trouble are the account's, not the text's.
  /// - Returns: whether the job met the same answer before, and others were accepted since.
  mutating func metTrouble(_ job: JobNumber, _ code: ErrorCode) -> Bool {
    if let last = troubled[job], last.code == code { return last.accepted < accepted }
    if troubled.count >= Self.capacity { troubled = [:] }
    troubled[job] = Trouble(code: code, accepted: accepted)
    return false
  }

  /// The job has ended.
  mutating func ended(_ job: JobNumber) {
    troubled[job] = nil
  }
}

/// How long an account that sends too fast for the provider is silent, if the provider does not say.
struct Slowdown: Sendable {
  static let shortest = Interval(seconds: 2)
  static let longest = Interval(seconds: 60)

  private var last: Interval?
  private var begunAt: MonotonicTime?

  /// The wait after an attempt was refused; twice the last one, unless it was handed over before
  /// that began.
  mutating func wait(handedAt: MonotonicTime, at now: MonotonicTime) -> Interval {
    if let last, let begunAt, handedAt <= begunAt { return last }
    let doubled = Interval(nanoseconds: 2 * (last?.nanoseconds ?? 0))
    let wait = min(max(doubled, Self.shortest), Self.longest)
    last = wait
    begunAt = now
    return wait
  }

  /// An attempt was accepted: unless it was under way before, the pace is right again.
  mutating func accepted(handedAt: MonotonicTime) {
    guard let begunAt, handedAt > begunAt else { return }
    self = Slowdown()
  }
}

/// How long a provider takes to answer, lately; tells how many answers are about to come.
///
/// While all places are taken, the attempts for those that are about to come free are begun ahead,
/// since else each place would stand empty for a commit's time.
struct AnswerTime: Sendable {
  private var mean: Interval?

  /// An answer took that long.
  mutating func observe(_ took: Interval) {
    guard let mean else {
      self.mean = took
      return
    }
    let more = (took.nanoseconds - mean.nanoseconds) / 16
    self.mean = Interval(nanoseconds: mean.nanoseconds + more)
  }

  /// How many of the requests that are at the provider are answered within that time, about; none
  /// before the first answer.
  func answers(of requests: Int, within time: Interval) -> Int {
    guard let mean else { return 0 }
    return Int(Double(requests) * min(1, time.seconds / max(mean.seconds, 1e-9)))
  }
}
