/// What an account's earlier answers say about the next one.
struct AnswerHistory: Sendable {
  /// When more jobs than this have met trouble, all are forgotten; each then has to meet it again.
  private static let capacity = 10_000

  /// Sends that were accepted.
  private var accepted = 0
  /// The job that last received a false success; nil once another was accepted.
  private var falseSuccess: JobNumber?
  private var troubled: [JobNumber: Trouble] = [:]

  /// The answer by which a job paused the account, and how many sends were accepted by then.
  private struct Trouble {
    let code: ErrorCode
    let accepted: Int
  }

  mutating func accepted(_ job: JobNumber) {
    accepted += 1
    falseSuccess = nil
    troubled[job] = nil
  }

  /// Notes a success status that was no acceptance.
  ///
  /// - Returns: whether another job had one before, with nothing accepted in between.
  mutating func answeredFalsely(_ job: JobNumber) -> Bool {
    defer { falseSuccess = job }
    return falseSuccess.map { $0 != job } ?? false
  }

  /// Notes an answer that pauses the account, but that a single text can also cause.
  ///
  /// A different answer starts over: two kinds of trouble are the account's, not the text's.
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

/// How long an account stays silent after a 429 if the provider does not say.
struct Slowdown: Sendable {
  static let shortest = Interval(seconds: 2)
  static let longest = Interval(seconds: 60)

  private var last: Interval?
  private var begunAt: MonotonicTime?

  /// The wait after an attempt was refused: twice the last one, unless the attempt was handed over
  /// before that wait began.
  mutating func wait(handedAt: MonotonicTime, at now: MonotonicTime) -> Interval {
    if let last, let begunAt, handedAt <= begunAt { return last }
    let doubled = Interval(nanoseconds: 2 * (last?.nanoseconds ?? 0))
    let wait = min(max(doubled, Self.shortest), Self.longest)
    last = wait
    begunAt = now
    return wait
  }

  /// An attempt was accepted; unless it was handed over before the wait, the pace is right again.
  mutating func accepted(handedAt: MonotonicTime) {
    guard let begunAt, handedAt > begunAt else { return }
    self = Slowdown()
  }
}

/// The provider's recent response time, which predicts how many answers are about to arrive.
///
/// While all places are taken, attempts for those about to become free are begun ahead of time;
/// otherwise each place would stay empty for as long as a commit takes.
struct AnswerTime: Sendable {
  private var mean: Interval?

  /// An answer took this long.
  mutating func observe(_ took: Interval) {
    guard let mean else {
      self.mean = took
      return
    }
    let more = (took.nanoseconds - mean.nanoseconds) / 16
    self.mean = Interval(nanoseconds: mean.nanoseconds + more)
  }

  /// About how many of the requests in flight will be answered within that time; 0 before the first
  /// answer.
  func answers(of requests: Int, within time: Interval) -> Int {
    guard let mean else { return 0 }
    return Int(Double(requests) * min(1, time.seconds / max(mean.seconds, 1e-9)))
  }
}
