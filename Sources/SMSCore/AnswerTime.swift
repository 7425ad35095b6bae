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
