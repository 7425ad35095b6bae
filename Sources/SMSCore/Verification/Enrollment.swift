/// A subject of a spool and its phone number.
package struct Enrollment: Hashable, Sendable {
  package var spool: String
  package var subject: String
  /// The number that passed its check; nil until one has.
  package var phone: PhoneNumber?
  package var verifiedAt: WallTime?
  /// The number whose check is still pending; nil if no check is.
  package var pending: PhoneNumber?
  package var askedAt: WallTime?

  package init(
    spool: String,
    subject: String,
    phone: PhoneNumber?,
    verifiedAt: WallTime?,
    pending: PhoneNumber?,
    askedAt: WallTime?
  ) {
    self.spool = spool
    self.subject = subject
    self.phone = phone
    self.verifiedAt = verifiedAt
    self.pending = pending
    self.askedAt = askedAt
  }
}
