import SMSCore

/// A pacer driven by a simulated clock, with timers, handshakes and stalls as late as told.
struct PacedRun {
  /// How late things happen: each a longest, the lateness is random up to it.
  struct Lateness {
    /// From a slot to the request's handing over.
    var timer = Interval.zero
    /// From the handing over to the request's leaving.
    var launch = Interval.zero
    /// Every so many launches, all that are under way leave together after this.
    var stall = Interval.zero
    var stallEvery = Int.max
  }

  struct Send {
    var taken: MonotonicTime
    var left: MonotonicTime
  }

  var pacer: Pacer
  var now = MonotonicTime(nanoseconds: 0)
  /// In order of leaving.
  private(set) var sends: [Send] = []
  private var launching: [Send] = []
  private var launches = 0
  private var jitter: Jitter

  init(rate: Double, seed: UInt64 = 1) {
    pacer = Pacer(rate: rate, now: now)
    jitter = Jitter(seed: seed)
  }

  /// Sends as fast as the pacer lets it.
  mutating func run(for length: Interval, _ lateness: Lateness = Lateness()) {
    let end = now.advanced(by: length)
    var wake = wakeTime(lateness)
    while true {
      let isBlocked = launching.count >= pacer.launchLimit
      let leaving = launching.map(\.left).min()
      guard let next = [isBlocked ? nil : wake, leaving].compactMap({ $0 }).min(), next < end else {
        break
      }
      now = max(now, next)
      leave()
      while pacer.nextSlot <= now, launching.count < pacer.launchLimit {
        pacer.take(at: now)
        launch(lateness)
      }
      wake = wakeTime(lateness)
    }
    now = end
  }

  private mutating func wakeTime(_ lateness: Lateness) -> MonotonicTime {
    max(pacer.nextSlot, now).advanced(by: random(lateness.timer))
  }

  private mutating func launch(_ lateness: Lateness) {
    launches += 1
    launching.append(Send(taken: now, left: now.advanced(by: random(lateness.launch))))
    guard launches.isMultiple(of: lateness.stallEvery) else { return }
    let together = now.advanced(by: random(lateness.stall))
    for index in launching.indices { launching[index].left = together }
  }

  private mutating func leave() {
    for send in launching.filter({ $0.left <= now }).sorted(by: { $0.left < $1.left }) {
      pacer.left(at: send.left, taken: send.taken)
      sends.append(send)
    }
    launching.removeAll { $0.left <= now }
  }

  private mutating func random(_ longest: Interval) -> Interval {
    Interval(seconds: longest.seconds * jitter.next())
  }

  /// How many sends the fullest second holds, whichever way it is cut.
  static func fullestSecond(_ sends: [Send]) -> Int {
    var (first, most) = (0, 0)
    for (index, send) in sends.enumerated() {
      while send.left.since(sends[first].left) >= Interval(seconds: 1) { first += 1 }
      most = max(most, index - first + 1)
    }
    return most
  }
}
