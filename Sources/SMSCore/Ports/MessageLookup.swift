/// The port to the provider's record of one message.
package protocol MessageLookup: Sendable {
  /// Asks for the record of a message.
  ///
  /// - Parameter id: The provider's id.
  /// - Returns: The record, or why it could not be had.
  func lookUp(_ id: String) async -> LookupAnswer
}

/// The result of a call for one record.
package enum LookupAnswer: Hashable, Sendable {
  case found(MessageDetail)
  /// The provider has no such record, or not yet.
  case absent
  /// No usable answer; asking again may help.
  case failed(ProviderError)
  /// The account cannot ask as it is configured.
  case refused(ProviderError)
}

/// A message detail record (MDR) without the message's text.
package struct MessageDetail: Hashable, Sendable {
  /// JSON text without blanks: the provider's members, as far as they are known.
  package var record: String

  package init(record: String) {
    self.record = record
  }
}

/// The message that a lookup is about, as the ledger knows it.
package struct LookupSubject: Hashable, Sendable {
  package var account: String
  /// nil if the provider's id is not known (yet).
  package var providerMessageID: String?
  package var state: JobState
  /// When the message last changed: the record of a fresh one may take a while to appear.
  package var updatedAt: WallTime

  package init(
    account: String,
    providerMessageID: String?,
    state: JobState,
    updatedAt: WallTime
  ) {
    self.account = account
    self.providerMessageID = providerMessageID
    self.state = state
    self.updatedAt = updatedAt
  }
}

/// How a lookup ended.
package enum LookupEnd: Hashable, Sendable {
  case found(MessageDetail)
  case failed(JobError)
}

/// The port to the lookups in the ledger.
package protocol LookupRecord: Sendable {
  /// The message of a spool with that id, ours or the provider's; nil if there is none.
  func subject(ofLookup target: JobName) async throws(LedgerError) -> LookupSubject?

  /// Ends a lookup's job; does nothing if it has ended already.
  func end(
    lookup job: JobNumber,
    with end: LookupEnd,
    at now: WallTime
  ) async throws(LedgerError)
}

/// When a lookup is repeated, and when it is given up.
///
/// The official sample waits three seconds for a record to appear; some take longer.
/// Source: `demo_send.py` of the provider's library for Python.
package struct LookupPatience: Sendable {
  /// How long after its message's last change a record may be missing.
  package static let absence = Interval(seconds: 60)
  /// For how long calls may fail.
  package static let failure = Interval(seconds: 300)
  /// The first wait between two calls; it doubles each time, up to `longest`.
  package static let shortest = Interval(seconds: 1)
  /// The longest wait between two calls.
  package static let longest = Interval(seconds: 16)

  /// Calls made so far.
  package private(set) var calls = 0
  private let began: MonotonicTime
  /// How long before `began` the message had last changed, by the wall clock at that time.
  private let age: Interval

  /// - Parameters:
  ///   - began: When the lookup began.
  ///   - changed: When its message last changed.
  package init(began: Moment, changed: WallTime) {
    self.began = began.monotonic
    age = max(began.wall.since(changed), .zero)
  }

  /// How long to wait before the next call; nil to give up.
  ///
  /// - Parameters:
  ///   - answer: The answer to the last call.
  ///   - now: The monotonic clock.
  /// - Returns: The time to wait.
  package mutating func wait(after answer: LookupAnswer, at now: MonotonicTime) -> Interval? {
    calls += 1
    let passed = now.since(began)
    let mayWait =
      switch answer {
      case .found, .refused: false
      case .absent: age.nanoseconds + passed.nanoseconds < Self.absence.nanoseconds
      case .failed: passed < Self.failure
      }
    guard mayWait else { return nil }
    let doubled = Self.shortest.nanoseconds << Int64(min(calls - 1, 8))
    return min(Interval(nanoseconds: doubled), Self.longest)
  }
}
