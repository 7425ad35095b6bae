/// Counts requests and connections, and remembers the latest requests.
struct Traffic {
  private(set) var statistics = Statistics()
  private var log: [SeenRequest] = []
  private let logLimit: Int
  private var firstSecond: Int64?
  private var sends = SlidingSecond()
  private var lists = SlidingSecond()
  private var mms = SlidingSecond()

  /// Starts counting at zero.
  ///
  /// - Parameter logLimit: How many requests are remembered.
  init(logLimit: Int) {
    self.logLimit = logLimit
  }

  /// The latest requests, oldest first, at most `logLimit`.
  var requests: [SeenRequest] { Array(log.suffix(logLimit)) }

  /// Counts a request.
  ///
  /// - Parameter status: The answer's status; nil if there was no answer.
  mutating func note(_ status: Int?) {
    statistics.requests += 1
    if let status {
      statistics.answers[status, default: 0] += 1
    } else {
      statistics.unanswered += 1
    }
  }

  /// Remembers a request and how it was answered.
  mutating func remember(_ request: SeenRequest) {
    guard logLimit > 0 else { return }
    if log.count >= 2 * logLimit { log.removeFirst(logLimit) }
    log.append(request)
  }

  /// Counts an accepted message.
  mutating func noteMessage() {
    statistics.messages += 1
  }

  /// Counts a call by the provider.
  mutating func noteCallback(status: Int?) {
    if status == 200 { statistics.callbacks += 1 } else { statistics.failedCallbacks += 1 }
  }

  /// Counts a connection that was opened or closed.
  mutating func noteConnection(isOpen: Bool) {
    statistics.connections += isOpen ? 1 : 0
    statistics.openConnections += isOpen ? 1 : -1
  }

  /// Counts an attempt to send.
  ///
  /// - Parameter now: Monotonic nanoseconds, never less than in the previous call.
  mutating func noteAttempt(at now: Int64) {
    noteHistogram(now / 1_000_000_000)
    sends.note(at: now)
    statistics.peakPerSecond = sends.peak
  }

  /// Counts an attempt to send an MMS.
  ///
  /// - Parameter now: Monotonic nanoseconds, never less than in the previous call.
  mutating func noteMMS(at now: Int64) {
    mms.note(at: now)
    statistics.peakMMSPerSecond = mms.peak
  }

  /// Counts a call for a list.
  ///
  /// - Parameter now: Monotonic nanoseconds, never less than in the previous call.
  mutating func noteList(at now: Int64) {
    lists.note(at: now)
    statistics.lists += 1
    statistics.peakListsPerSecond = lists.peak
  }

  private mutating func noteHistogram(_ second: Int64) {
    let first = firstSecond ?? second
    firstSecond = first
    let place = Int(second - first)
    let missing = place + 1 - statistics.arrivalsPerSecond.count
    if missing > 0 {
      statistics.arrivalsPerSecond.append(contentsOf: repeatElement(0, count: missing))
    }
    statistics.arrivalsPerSecond[place] += 1
  }
}
