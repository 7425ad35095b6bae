/// What would become of messages of a batch if it were accepted now, as far as the ledger knows.
package struct BatchPreview: Hashable, Sendable {
  /// How many would be accepted and end at once, by the reason.
  package var errors: [ErrorCode: Int] = [:]
  /// How many go to a phone that has opted out of texts from the sender.
  package var optedOut = 0
  /// How many the ledger knows with the same content.
  package var repeated = 0
  /// With a pool: how many would come from each of its numbers.
  package var senders: [PhoneNumber: Int] = [:]
  /// The recipients among them that had no number of the pool.
  package var assigned: [PhoneNumber: Int] = [:]
  /// How many wait for their spool's window before they may go.
  package var outside = 0
  /// When the window opens for the last of them; nil if `outside` is 0.
  package var opensAt: WallTime?

  package init() {}

  /// Adds what would become of one message.
  package mutating func add(_ preview: SubmissionPreview) {
    if let error = preview.error { errors[error.code, default: 0] += 1 }
    if preview.isOptedOut { optedOut += 1 }
    if preview.identity == .repeated { repeated += 1 }
    if let sender = preview.sender { senders[sender, default: 0] += 1 }
    guard preview.error == nil, let time = preview.opensAt else { return }
    outside += 1
    opensAt = max(opensAt ?? time, time)
  }

  package mutating func add(_ other: BatchPreview) {
    errors.merge(other.errors, uniquingKeysWith: +)
    optedOut += other.optedOut
    repeated += other.repeated
    senders.merge(other.senders, uniquingKeysWith: +)
    assigned.merge(other.assigned, uniquingKeysWith: +)
    outside += other.outside
    if let time = other.opensAt { opensAt = max(opensAt ?? time, time) }
  }
}
