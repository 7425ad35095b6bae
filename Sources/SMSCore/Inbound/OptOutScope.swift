/// How far a person's STOP to one of our numbers reaches.
///
/// | scope | a STOP to one number also stops |
/// |---|---|
/// | `number` | nothing else |
/// | `account` | the other numbers of the number's account |
/// | `all` | every number of every account |
///
/// An entry that an operator made for one number is exact under each of them, and so are codes, which
/// the person asks for: only an opt-out of their own number stops them.
///
/// The numbers of a spool's pool are one sender: under each scope, and for codes too, a STOP to one of
/// them stops what the spool sends from the others.
///
/// Source: the provider's messaging guidelines, which forbid texting a person who has opted out from
/// another number of the same business.
package enum OptOutScope: String, CaseIterable, Sendable {
  case number
  case account
  case all

  /// Whether an entry stops messages from a number, unless the person resumed them.
  ///
  /// - Parameters:
  ///   - entry: The entry.
  ///   - number: Our number.
  ///   - account: Its account.
  ///   - pool: The numbers that the spool sends from as one.
  /// - Returns: Whether it does.
  package func reaches(
    _ entry: OptOut,
    _ number: PhoneNumber,
    of account: String,
    in pool: Set<PhoneNumber> = []
  ) -> Bool {
    guard let sender = entry.sender, sender != number else { return true }
    if entry.source != .operator, pool.contains(sender), pool.contains(number) { return true }
    guard reachesOthers(entry) else { return false }
    return self == .all || entry.account == account
  }

  /// Whether an entry for one number stops messages from others as well.
  package func reachesOthers(_ entry: OptOut) -> Bool {
    guard entry.sender != nil, entry.source != .operator else { return false }
    switch self {
    case .number: return false
    case .account: return entry.account != nil
    case .all: return true
    }
  }
}

/// What the configuration says about opt-outs.
package struct OptOutRules: Hashable, Sendable {
  package var scope: OptOutScope
  /// The account of each of our numbers.
  package var accounts: [PhoneNumber: String]
  /// The numbers of each spool that has a pool.
  package var pools: [String: Set<PhoneNumber>]

  package init(
    scope: OptOutScope = .account,
    accounts: [PhoneNumber: String] = [:],
    pools: [String: Set<PhoneNumber>] = [:]
  ) {
    self.scope = scope
    self.accounts = accounts
    self.pools = pools
  }

  /// The numbers of a spool's pool; empty without one.
  package func pool(of spool: String) -> Set<PhoneNumber> { pools[spool] ?? [] }

  /// The numbers of all pools that a number is in.
  package func pooled(with number: PhoneNumber) -> Set<PhoneNumber> {
    pools.values.filter { $0.contains(number) }.reduce(into: []) { $0.formUnion($1) }
  }

  /// Whether an entry for another number stops a number because they are in a pool together.
  package func isPooled(_ entry: OptOut, with number: PhoneNumber) -> Bool {
    guard let sender = entry.sender, sender != number, entry.source != .operator else {
      return false
    }
    return pooled(with: number).contains(sender)
  }
}

/// What is known of one phone: the entries on the list, and from which numbers it wants texts again.
///
/// For each number the last word wins: it may text the phone if the person resumed messages from
/// that number, and not from another, after every opt-out that reaches it. Only a removal by an
/// operator ends an entry that names no number.
package struct PhoneOptOuts: Hashable, Sendable {
  package var entries: [OptOut]
  /// The last START to each number, or an operator's removal for it.
  package var resumptions: [PhoneNumber: WallTime]

  package init(entries: [OptOut] = [], resumptions: [PhoneNumber: WallTime] = [:]) {
    self.entries = entries
    self.resumptions = resumptions
  }

  /// The entry that stops messages from a number to the phone: one for that number before one for
  /// another, and the newest of these.
  ///
  /// - Parameters:
  ///   - sender: Our number.
  ///   - account: Its account.
  ///   - scope: How far an entry reaches.
  ///   - pool: The numbers that the spool sends from as one.
  /// - Returns: nil if the number may text the phone.
  package func block(
    from sender: PhoneNumber,
    of account: String,
    _ scope: OptOutScope,
    in pool: Set<PhoneNumber> = []
  ) -> OptOut? {
    func rank(_ entry: OptOut) -> (Int, WallTime) {
      (entry.sender == sender ? 2 : entry.sender == nil ? 0 : 1, entry.latest)
    }
    return entries.filter { entry in
      scope.reaches(entry, sender, of: account, in: pool) && !isOver(entry, for: sender)
    }.max { rank($0) < rank($1) }
  }

  private func isOver(_ entry: OptOut, for number: PhoneNumber) -> Bool {
    guard entry.sender != nil, let resumed = resumptions[number] else { return false }
    return resumed > entry.latest
  }
}
