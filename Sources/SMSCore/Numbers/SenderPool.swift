/// Numbers of one account that a spool sends from as if they were one: each recipient gets all texts
/// from the same of them.
///
/// | the recipient | its number |
/// |---|---|
/// | has one that is still in the pool | that one, whatever its load, and whether or not it is paused |
/// | has none, or one that left the pool | of those with the recipient's area code, else of all, the one with the fewest recipients; among equals the first |
///
/// Nothing spreads the load afterwards: providers take a message that comes from changing numbers for
/// "snowshoe" spam.
package struct SenderPool: Hashable, Sendable {
  package let account: String
  /// At least one, in the configuration's order.
  package let numbers: [PhoneNumber]

  /// - Precondition: There is a number.
  package init(account: String, numbers: [PhoneNumber]) {
    precondition(!numbers.isEmpty, "a pool has a number")
    self.account = account
    self.numbers = numbers
  }

  /// The first number, which stands for the pool until one is chosen.
  package var first: PhoneNumber { numbers[0] }

  /// The number that a recipient gets texts from.
  ///
  /// - Parameters:
  ///   - phone: The recipient.
  ///   - assigned: The number it had until now; nil if it had none.
  ///   - recipients: How many recipients each number has; numbers without any may be missing.
  /// - Returns: One of the pool's numbers.
  package func sender(
    for phone: PhoneNumber,
    assigned: PhoneNumber?,
    recipients: [PhoneNumber: Int]
  ) -> PhoneNumber {
    if let assigned, numbers.contains(assigned) { return assigned }
    let area = AreaCode(of: phone)
    let near = numbers.filter { AreaCode(of: $0) == area }
    let candidates = near.isEmpty ? numbers : near
    // `min` returns the first of equals.
    return candidates.min { recipients[$0, default: 0] < recipients[$1, default: 0] } ?? first
  }
}

/// The number of a pool that a recipient gets a spool's texts from.
package struct SenderAssignment: Hashable, Sendable {
  /// How long an assignment is kept after the last text that used it: as long as an opt-out.
  package static let kept = OptOut.kept
  /// The last use is recorded no more often than this.
  package static let resolution = Interval(seconds: 86_400)

  package var spool: String
  package var sender: PhoneNumber
  package var since: WallTime
  /// The last use, or up to `resolution` before it.
  package var usedAt: WallTime

  package init(spool: String, sender: PhoneNumber, since: WallTime, usedAt: WallTime) {
    self.spool = spool
    self.sender = sender
    self.since = since
    self.usedAt = usedAt
  }
}

/// How many recipients a number of a pool has.
package struct SenderLoad: Hashable, Sendable {
  package var spool: String
  package var sender: PhoneNumber
  package var recipients: Int

  package init(spool: String, sender: PhoneNumber, recipients: Int) {
    self.spool = spool
    self.sender = sender
    self.recipients = recipients
  }
}
