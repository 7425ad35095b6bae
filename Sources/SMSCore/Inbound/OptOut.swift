/// A phone that does not want messages from one of our numbers, or from any.
package struct OptOut: Hashable, Sendable {
  /// How the opt-out became known.
  package enum Source: String, CaseIterable, Sendable {
    /// The person texted STOP.
    case reply
    /// A receipt with code 1110.
    case receipt
    /// The provider refused a message for that reason.
    case refusal
    /// An operator entered it.
    case `operator`

    /// Whether the person answered one of our messages with it.
    package var isByPhone: Bool {
      switch self {
      case .reply, .receipt, .refusal: true
      case .operator: false
      }
    }
  }

  package var phone: PhoneNumber
  /// nil: any of our numbers.
  package var sender: PhoneNumber?
  package var source: Source
  package var since: WallTime

  package init(phone: PhoneNumber, sender: PhoneNumber?, source: Source, since: WallTime) {
    self.phone = phone
    self.sender = sender
    self.source = source
    self.since = since
  }
}
