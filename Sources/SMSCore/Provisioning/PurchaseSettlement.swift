/// How a call that changes what an account owns ended.
///
/// There is no way to repeat such a call safely: the provider knows no idempotency key.
package enum OwnershipAnswer: Hashable, Sendable {
  /// It was done.
  case done
  /// It was done, but the number could not be enabled for texts (HTTP 207); with the provider's
  /// words, if there are any.
  case doneWithoutMessaging(String?)
  /// It was not done.
  case refused(ProviderError)
  /// Perhaps it was done: no answer, or none that can be believed.
  case doubt(ProviderError)
}

/// Settles a purchase or a release whose answer was lost, by looking; a pure state machine.
///
/// Orders are carried out beside the calls, up to a minute later, so that one look proves nothing
/// but what it hoped to see.
package struct OwnershipSettlement: Sendable {
  /// What is known.
  package enum Verdict: Hashable, Sendable {
    /// The number is, or is no longer, the account's, as was asked for.
    case done
    /// All looks showed the opposite.
    case notSeen
  }

  /// When to look, after the answer was lost.
  package static let looks = [0, 5, 15, 45].map { Interval(seconds: $0) }

  /// Whether the number is to be the account's.
  private let wanted: Bool
  /// How long to wait before the next look; nil when there is a verdict.
  package private(set) var wait: Interval?
  package private(set) var verdict: Verdict?
  private var count = 0

  package init(wanted: Bool) {
    self.wanted = wanted
    wait = Self.looks[0]
  }

  /// Takes the result of a look; nil if it failed, which counts as one that showed nothing.
  package mutating func take(isOwned: Bool?) {
    guard verdict == nil else { return }
    count += 1
    if isOwned == wanted {
      (verdict, wait) = (.done, nil)
    } else if count == Self.looks.count {
      (verdict, wait) = (.notSeen, nil)
    } else {
      wait = Interval(
        nanoseconds: Self.looks[count].nanoseconds - Self.looks[count - 1].nanoseconds
      )
    }
  }
}
