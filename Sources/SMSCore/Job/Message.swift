/// A message as intake accepted it: every member checked, defaults filled in.
package struct Message: Hashable, Sendable {
  package var account: String
  package var to: Recipient
  package var from: PhoneNumber
  package var text: MessageText
  package var priority: Priority
  package var notBefore: WallTime?
  package var expiresAt: WallTime
  /// The request's own choice; nil leaves it to the configuration.
  package var ifUncertain: UncertainPolicy?
  /// Whether it goes only to a phone that is enrolled in its spool.
  package var requiresVerified: Bool

  package init(
    account: String,
    to: Recipient,
    from: PhoneNumber,
    text: MessageText,
    priority: Priority,
    notBefore: WallTime?,
    expiresAt: WallTime,
    ifUncertain: UncertainPolicy?,
    requiresVerified: Bool = false
  ) {
    self.account = account
    self.to = to
    self.from = from
    self.text = text
    self.priority = priority
    self.notBefore = notBefore
    self.expiresAt = expiresAt
    self.ifUncertain = ifUncertain
    self.requiresVerified = requiresVerified
  }
}

/// Who a message goes to, and which of the account's numbers it comes from.
package struct Parties: Hashable, Sendable {
  package var to: PhoneNumber
  package var from: PhoneNumber

  package init(to: PhoneNumber, from: PhoneNumber) {
    self.to = to
    self.from = from
  }
}

/// What tells one message of an account from another in the provider's list.
struct MessageKey: Hashable, Sendable {
  var parties: Parties
  /// Of the text as it is compared.
  var text: TextDigest

  init(to: PhoneNumber, from: PhoneNumber, text: TextDigest) {
    parties = Parties(to: to, from: from)
    self.text = text
  }
}

/// The keys of attempts whose fate is open: in flight, in doubt, or sent without an id.
///
/// While one is, no other attempt of that key begins: the provider's list could not tell them apart.
struct OpenKeys: Sendable {
  private var counts: [MessageKey: Int] = [:]

  func contains(_ key: MessageKey) -> Bool { counts[key] != nil }

  mutating func open(_ key: MessageKey) { counts[key, default: 0] += 1 }

  /// - Returns: whether the key is free now.
  mutating func close(_ key: MessageKey) -> Bool {
    guard let count = counts[key] else { return true }
    counts[key] = count > 1 ? count - 1 : nil
    return count <= 1
  }
}

/// Whom a request names as its receiver.
package enum Recipient: Hashable, Sendable {
  case phone(PhoneNumber)
  /// The producer's own user id: the phone that is enrolled for it when the request is accepted.
  case subject(String)

  /// The number, if it names one.
  package var phone: PhoneNumber? {
    if case .phone(let phone) = self { phone } else { nil }
  }
}

/// What becomes of a message whose attempt may have reached the provider and cannot be settled.
package enum UncertainPolicy: Int, Hashable, Sendable {
  /// End as `uncertain`: better not sent than sent twice.
  case report = 0
  /// Send once more: better sent twice than not.
  case resend = 1
}
