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
