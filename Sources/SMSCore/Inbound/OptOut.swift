/// A phone that wants no messages from one of our numbers, or from any of them.
package struct OptOut: Hashable, Sendable {
  /// How it became known.
  package enum Source: String, CaseIterable, Sendable {
    /// The person texted STOP.
    case reply
    /// A receipt with code 1110.
    case receipt
    /// The provider refused a message with it.
    case refusal
    /// An operator entered it.
    case `operator`
  }

  package var phone: PhoneNumber
  /// nil: from any.
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
