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
