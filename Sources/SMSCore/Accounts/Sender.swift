/// One of our numbers, as used by one spool.
package struct Sender: Hashable, Sendable {
  package var spool: String
  package var number: PhoneNumber

  package init(spool: String, number: PhoneNumber) {
    self.spool = spool
    self.number = number
  }

  /// A fixed order, so that the same events always give the same run.
  static func inOrder(_ left: Self, _ right: Self) -> Bool {
    (left.spool, left.number.digits) < (right.spool, right.number.digits)
  }
}

extension AgendaEntry {
  var sender: Sender { Sender(spool: name.spool, number: envelope.from) }
}

/// Whether the provider accepts messages from a sender; codes are not counted.
///
/// A number that is not ours, or that may not send what a spool sends, is refused with 403 for
/// every recipient. Answers about one message do not count: a block of dead numbers in a list must
/// not stop the rest.
struct SenderHistory: Sendable {
  /// After so many different recipients refused in a row, with none accepted, the sender pauses.
  static let limit = 10

  private var recipients: Set<PhoneNumber> = []

  /// - Returns: whether the sender is to pause.
  mutating func refused(_ recipient: PhoneNumber) -> Bool {
    recipients.insert(recipient)
    return recipients.count >= Self.limit
  }
}

/// A sender whose messages wait until one of them is accepted.
///
/// | phase | what is sent | left by |
/// |---|---|---|
/// | waiting | nothing | its time: asking |
/// | asking | nothing; the ledger is asked for a waiting message | its answer: probing with that message, or waiting if no message waits |
/// | probing | that message | accepted: the pause is over; else waiting |
struct SenderPause: Sendable {
  enum Phase: Hashable, Sendable {
    case waiting(until: MonotonicTime)
    case asking
    /// If this message is not sent by that time, another is asked for.
    case probing(JobNumber, until: MonotonicTime)
  }

  /// Waiting messages are due this much later, so that their lanes do not reread them all the time.
  static let step = Interval(seconds: 3_600)
  /// This long before they become due, their due times are moved again.
  static let lead = Interval(seconds: 600)
  /// With no waiting message, a pause ends after this long.
  static let patience = Interval(seconds: 86_400)

  var phase: Phase
  /// nil after a start, until a waiting message names it.
  var account: String?
  /// When the next message is tried by the wall clock, for results.
  private(set) var nextProbeAt: WallTime
  /// When the waiting messages are due.
  private(set) var until: WallTime
  /// Whether their due times are being moved.
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

  /// Whether no message has waited for a long time.
  func isForgotten(at now: Moment) -> Bool { now.wall.since(lastWaiting) >= Self.patience }

  /// When the waiting messages' due times are to be moved again; nil while they are being moved.
  var nextMove: WallTime? {
    isMoving ? nil : until.advanced(by: Interval(nanoseconds: -Self.lead.nanoseconds))
  }

  mutating func move(at now: Moment) {
    until = now.wall.advanced(by: Self.step)
    isMoving = true
  }
}
