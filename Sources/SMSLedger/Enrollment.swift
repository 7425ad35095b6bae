package import SMSCore

/// A subject of a spool with its phone.
package struct Enrollment: Hashable, Sendable {
  package var spool: String
  package var subject: String
  /// The number that passed its check; nil before the first one has.
  package var phone: PhoneNumber?
  package var verifiedAt: WallTime?
  /// The number whose check is awaited.
  package var pending: PhoneNumber?
  package var askedAt: WallTime?
}
