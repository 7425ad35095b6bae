/// How many calls lie within the 1,000 ms up to the latest one.
struct SlidingSecond {
  /// The calls' times, those within the second from `head` on.
  private var times: [Int64] = []
  private var head = 0

  /// The most that any 1,000 ms held, whichever way they are cut.
  private(set) var peak = 0

  /// Counts a call.
  ///
  /// - Parameter now: Monotonic nanoseconds, never less than at the last call.
  mutating func note(at now: Int64) {
    while head < times.count, now - times[head] >= 1_000_000_000 { head += 1 }
    if head > times.count / 2 {
      times.removeFirst(head)
      head = 0
    }
    times.append(now)
    peak = max(peak, times.count - head)
  }
}
