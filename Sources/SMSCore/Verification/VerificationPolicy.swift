/// The rules that codes live by; the defaults are those of the configuration.
///
/// Source: NIST SP 800-63B-4, 3.1.3 (out-of-band devices): at least six digits, at most ten
/// minutes, and failed tries that a new code does not reset.
package struct VerificationPolicy: Hashable, Sendable {
  /// Digits of a code, 4 to 10.
  package var codeLength = 6
  /// How long a code lives, counted from the first time that it is sent.
  package var ttl = Interval(seconds: 300)
  /// Wrong tries after which the phone is locked.
  package var maxAttempts = 5
  /// How soon a code that lives may be sent again.
  package var resendAfter = Interval(seconds: 30)
  /// Sends of codes to one number, over all spools, in any hour.
  package var maxCodesPerHour = 5
  /// Sends of codes from one spool in any hour.
  package var maxCodesPerHourPerSpool = 1000
  package var prefixGuard = PrefixGuard()

  package static let hour = Interval(seconds: 3600)

  /// When codes to the numbers of one exchange (NPA-NXX) are refused: many go out, and few come
  /// back right, as when somebody earns by having texts sent.
  package struct PrefixGuard: Hashable, Sendable {
    /// The codes, the newest to that prefix, that are looked at; fewer are never refused.
    package var codes = 20
    /// The share of them that must have been entered right, 0 to 1; 0 switches the guard off.
    package var approvedShare = 0.1
    /// Codes that are older are not looked at.
    package var window = Interval(seconds: 3600)
    /// A code counts once the provider took it so long ago, or once it was entered.
    package var grace = Interval(seconds: 60)

    package init() {}
  }

  package init() {}
}
