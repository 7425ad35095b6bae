import SMSCore

/// A pacer on a simulated clock, with late timers, handshakes and stalls.
struct PacedRun {
  /// How late things happen: each delay is random, up to the given maximum.
  struct Lateness {
    /// From a slot until the request is handed over.
    var timer = Interval.zero
    /// From handing over the request until it is sent.
    var launch = Interval.zero
    /// At every `stallEvery`th launch, all requests in progress are sent together after this delay.
    var stall = Interval.zero
    var stallEvery = Int.max
  }

  struct Send {
    var taken: MonotonicTime
    var left: MonotonicTime
  }

  var pacer: Pacer
  var now = MonotonicTime(nanoseconds: 0)
  /// In the order of sending.
  private(set) var sends: [Send] = []
  private var launching: [Send] = []
  private var launches = 0
  private var jitter: Jitter

  init(rate: Double, seed: UInt64 = 1) {
    pacer = Pacer(rate: rate, now: now)
    jitter = Jitter(seed: seed)
  }

  /// Sends as fast as the pacer allows.
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

  /// The most sends in any interval of one second.
  static func fullestSecond(_ sends: [Send]) -> Int {
    var (first, most) = (0, 0)
    for (index, send) in sends.enumerated() {
      while send.left.since(sends[first].left) >= Interval(seconds: 1) { first += 1 }
      most = max(most, index - first + 1)
    }
    return most
  }
}
