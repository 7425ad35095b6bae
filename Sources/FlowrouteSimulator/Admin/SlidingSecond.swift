/// Counts the calls within the 1,000 ms up to the latest one.
struct SlidingSecond {
  /// The calls' times; those from `head` on are within the second.
  private var times: [Int64] = []
  private var head = 0

  /// The most calls within any 1,000 ms, wherever they begin.
  private(set) var peak = 0

  /// Counts a call.
  ///
  /// - Parameter now: Monotonic nanoseconds, never less than in the previous call.
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
