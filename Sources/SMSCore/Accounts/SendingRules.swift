/// Which messages are not sent although nothing is wrong with them, by the configuration in force.
///
/// It is asked in the commit that begins an attempt, so it holds for everything that waits.
///
/// | rule | a message that it stops ends | a code |
/// |---|---|---|
/// | the account is in dry-run mode | suppressed, `dry_run` | failed, `dry_run` |
/// | the phone is not on the account's list | suppressed, `not_allowed_recipient` | failed, likewise |
/// | it is an MMS, and the account's version of the API has none | failed, `mms_not_supported` | |
/// | copies of its files are gone, or not served | failed, `media_gone`, `media_not_served` | |
/// | the spool sent the same text to the phone just now | suppressed, `duplicate_text` | is sent |
///
/// What a cap has no room for does not end; it waits.
package struct SendingRules: Equatable, Sendable {
  /// By account; one that is not named here sends to everybody.
  package var accounts: [String: Staging]
  /// How long a spool does not repeat a text to a phone, by spool; above 0.
  package var repeats: [String: Interval]
  /// The versions of the provider's API without MMS, by the accounts that speak them.
  package var apisWithoutMMS: [String: String] = [:]
  /// Whether the provider can fetch the files of messages from the listener.
  package var servesMedia = true
  /// What is sent at most within some time.
  package var caps: SendingCaps

  package init(
    accounts: [String: Staging] = [:],
    repeats: [String: Interval] = [:],
    caps: SendingCaps = SendingCaps()
  ) {
    self.accounts = accounts
    self.repeats = repeats
    self.caps = caps
  }
}

/// To whom an account sends.
package struct Staging: Hashable, Sendable {
  /// Whether it sends to nobody.
  package var isDryRun: Bool
  /// The only phones that it sends to; nil: all.
  package var recipients: Set<PhoneNumber>?
  package var prices: Prices

  package init(
    isDryRun: Bool = false,
    recipients: Set<PhoneNumber>? = nil,
    prices: Prices = Prices()
  ) {
    self.isDryRun = isDryRun
    self.recipients = recipients
    self.prices = prices
  }

  /// Whether it sends everything that it is given.
  package var isOpen: Bool { !isDryRun && recipients == nil }

  /// Whether it sends to a phone.
  package func admits(_ phone: PhoneNumber) -> Bool {
    !isDryRun && recipients?.contains(phone) != false
  }

  /// Why a message is not sent; nil if it is.
  ///
  /// - Parameters:
  ///   - phone: Its recipient.
  ///   - account: The account's name.
  ///   - isCode: Whether it carries a code.
  ///   - segments: How many segments it has; nil for an MMS.
  /// - Returns: The error with which it ends.
  package func refusal(
    of phone: PhoneNumber,
    by account: String,
    isCode: Bool,
    segments: Int?
  ) -> JobError? {
    guard !isDryRun else {
      let price = prices.price(ofSegments: segments).map { ($0 * 1e6).rounded() / 1e6 }
      return .dryRun(of: account, isCode: isCode, price: price)
    }
    guard !admits(phone) else { return nil }
    return .notAllowed(phone, by: account, isCode: isCode)
  }
}
