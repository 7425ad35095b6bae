/// A handset that answered STOP to one number of the account.
package struct OptOut: Hashable, Sendable {
  /// The handset, 11 digits.
  package let handset: String

  /// The number of the account that it no longer accepts texts from, 11 digits.
  package let number: String

  package init(handset: String, number: String) {
    self.handset = handset
    self.number = number
  }
}
