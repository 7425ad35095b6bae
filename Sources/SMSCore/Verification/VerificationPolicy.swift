/// The rules for codes; the defaults are those of the configuration.
///
/// Source: NIST SP 800-63B-4, 3.1.3 (out-of-band devices): at least six digits, at most ten
/// minutes, and failed tries that a new code does not reset.
package struct VerificationPolicy: Hashable, Sendable {
  /// The number of digits in a code, 4 to 10.
  package var codeLength = 6
  /// How long a code lives, counted from when it is first sent.
  package var ttl = Interval(seconds: 300)
  /// The number of wrong tries after which the phone is locked.
  package var maxAttempts = 5
  /// How soon a live code may be sent again.
  package var resendAfter = Interval(seconds: 30)
  /// How many codes may be sent to one number, over all spools, in any hour.
  package var maxCodesPerHour = 5
  /// How many codes may be sent from one spool in any hour.
  package var maxCodesPerHourPerSpool = 1000
  package var prefixGuard = PrefixGuard()

  /// The period of the hourly caps.
  package static let hour = Interval(seconds: 3600)

  /// When codes to the numbers of one exchange (NPA-NXX) are refused: many are sent, and few come
  /// back, as if someone profited from having texts sent.
  package struct PrefixGuard: Hashable, Sendable {
    /// How many of the newest codes to the prefix are counted; with fewer, none is refused.
    package var codes = 20
    /// The share of them that must have been entered correctly, 0 to 1; 0 disables the guard.
    package var approvedShare = 0.1
    /// Older codes are not counted.
    package var window = Interval(seconds: 3600)
    /// A code counts once it was entered, or this long after the provider accepted it.
    package var grace = Interval(seconds: 60)

    package init() {}
  }

  package init() {}
}
