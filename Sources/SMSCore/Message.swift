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
