/// One of our numbers as a spool sends from it.
package struct Sender: Hashable, Sendable {
  package var spool: String
  package var number: PhoneNumber

  package init(spool: String, number: PhoneNumber) {
    self.spool = spool
    self.number = number
  }

  /// An order of their own, so that the same events give the same run.
  static func inOrder(_ left: Self, _ right: Self) -> Bool {
    (left.spool, left.number.digits) < (right.spool, right.number.digits)
  }
}

extension AgendaEntry {
  var sender: Sender { Sender(spool: name.spool, number: from) }
}

/// Whether the provider takes messages of a sender; codes are left out.
///
/// A number that is not ours, or must not send what a spool sends, is refused with 403 for every
/// recipient. Answers about one message say nothing here: a block of dead numbers in a list must not
/// stop the rest.
struct SenderHistory: Sendable {
  /// So many different recipients in a row were refused, with no message accepted between.
  static let limit = 10

  private var recipients: Set<PhoneNumber> = []

  /// - Returns: Whether the sender is to pause.
  mutating func refused(_ recipient: PhoneNumber) -> Bool {
    recipients.insert(recipient)
    return recipients.count >= Self.limit
  }
}

/// A sender whose messages wait.
///
/// | phase | what is sent | left by |
/// |---|---|---|
/// | waiting | nothing | its time: asking |
/// | asking | nothing; the ledger is asked for a message that waits | its answer: probing with that message, or waiting without one |
/// | probing | that message | accepted: the pause is over; else waiting |
struct SenderPause: Sendable {
  enum Phase: Hashable, Sendable {
    case waiting(until: MonotonicTime)
    case asking
    /// Another is asked for at that time if this one does not get its turn.
    case probing(JobNumber, until: MonotonicTime)
  }

  /// Waiting messages are due so much later, so that their lanes need not read them again and again.
  static let step = Interval(seconds: 3_600)
  /// So long before they become due they are moved once more.
  static let lead = Interval(seconds: 600)
  /// Without a message that waits, a pause ends after so long.
  static let patience = Interval(seconds: 86_400)

  var phase: Phase
  /// nil after a start, until a message that waits tells it.
  var account: String?
  /// When the next message is tried by the calendar, for results.
  private(set) var nextProbeAt: WallTime
  /// When those that wait are due.
  private(set) var until: WallTime
  /// Their due times are being moved.
  var isMoving = true
  /// The message that was tried last.
  var lastProbe = JobNumber(0)
  private var lastWaiting: WallTime

  init(account: String?, probeAfter interval: Interval, at now: Moment) {
    self.account = account
    phase = .waiting(until: now.monotonic.advanced(by: interval))
    nextProbeAt = now.wall.advanced(by: interval)
    until = now.wall.advanced(by: Self.step)
    lastWaiting = now.wall
  }

  mutating func wait(_ interval: Interval, at now: Moment) {
    phase = .waiting(until: now.monotonic.advanced(by: interval))
    nextProbeAt = now.wall.advanced(by: interval)
  }

  mutating func probe(_ job: JobNumber, for interval: Interval, at now: Moment) {
    phase = .probing(job, until: now.monotonic.advanced(by: interval))
    nextProbeAt = now.wall.advanced(by: interval)
    lastProbe = job
  }

  func isProbing(_ job: JobNumber) -> Bool {
    if case .probing(job, _) = phase { return true }
    return false
  }

  mutating func met(at now: Moment) { lastWaiting = now.wall }

  /// Whether nothing waited for long.
  func isForgotten(at now: Moment) -> Bool { now.wall.since(lastWaiting) >= Self.patience }

  /// When those that wait are to be moved again; nil while they are.
  var nextMove: WallTime? {
    isMoving ? nil : until.advanced(by: Interval(nanoseconds: -Self.lead.nanoseconds))
  }

  mutating func move(at now: Moment) {
    until = now.wall.advanced(by: Self.step)
    isMoving = true
  }
}
