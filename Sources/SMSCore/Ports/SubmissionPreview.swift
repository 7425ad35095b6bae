/// What would become of a message if it were accepted now, as far as the ledger knows.
package struct SubmissionPreview: Hashable, Sendable {
  /// More messages than this are not counted.
  package static let mostAhead = 100_000

  /// What the ledger knows about the request's id.
  package enum Identity: Hashable, Sendable {
    case new
    /// It has the same content: nothing would be sent, and the result published again.
    case repeated
    /// It belongs to another request.
    case taken
  }

  package var identity: Identity
  /// The phone that the message would go to; nil if its recipient has none.
  package var phone: PhoneNumber?
  /// The number of the pool that it would come from; nil if the request or the spool names one.
  package var sender: PhoneNumber?
  /// Why the message would be accepted and end as `failed`; nil if it would be sent.
  package var error: JobError?
  /// Whether the phone has opted out of texts from the sender.
  package var isOptedOut: Bool
  /// The holds that the message would wait for.
  package var holds: Set<HoldScope>
  /// The messages that its account would send before it, at most `mostAhead`; those of other spools
  /// count even if they would take turns with it.
  package var ahead: Int
  /// How many of them are MMS.
  package var mmsAhead = 0
  /// When the spool's window lets the message go first; nil if that is whenever it is due.
  package var opensAt: WallTime?

  package init(
    identity: Identity,
    phone: PhoneNumber?,
    sender: PhoneNumber? = nil,
    error: JobError?,
    isOptedOut: Bool,
    holds: Set<HoldScope>,
    ahead: Int,
    opensAt: WallTime? = nil
  ) {
    self.identity = identity
    self.phone = phone
    self.sender = sender
    self.error = error
    self.isOptedOut = isOptedOut
    self.holds = holds
    self.ahead = ahead
    self.opensAt = opensAt
  }
}
