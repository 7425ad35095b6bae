/// A comparison of the numbers in the configuration with those of an account.
package struct NumberCheck: Hashable, Sendable {
  package enum Verdict: String, Hashable, Sendable {
    case ok
    /// Configured, but not in the account.
    case missing = "not_in_account"
    /// Configured, but not enabled for texts.
    case disabled = "sms_disabled"
    /// Configured, and the provider does not say whether it is enabled.
    case unclear = "sms_unclear"
    /// In the account, but not in the configuration.
    case unconfigured = "not_configured"

    /// Whether messages from the number are refused.
    package var isProblem: Bool { self == .missing || self == .disabled }
  }

  package var number: PhoneNumber
  package var verdict: Verdict
  /// nil if it is not in the account.
  package var own: OwnNumber?

  package init(number: PhoneNumber, verdict: Verdict, own: OwnNumber?) {
    self.number = number
    self.verdict = verdict
    self.own = own
  }

  /// Compares: the configured numbers first, in their order.
  package static func all(
    configured: [PhoneNumber],
    own numbers: [OwnNumber]
  ) -> [NumberCheck] {
    let owned = Dictionary(numbers.map { ($0.number, $0) }) { first, _ in first }
    let known = Set(configured)
    return configured.map { number in
      NumberCheck(number: number, verdict: verdict(on: owned[number]), own: owned[number])
    }
      + numbers.filter { !known.contains($0.number) }.map { own in
        NumberCheck(number: own.number, verdict: .unconfigured, own: own)
      }
  }

  private static func verdict(on own: OwnNumber?) -> Verdict {
    guard let own else { return .missing }
    return switch own.isMessagingEnabled {
    case true?: .ok
    case false?: .disabled
    case nil: .unclear
    }
  }
}
