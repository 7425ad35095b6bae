/// Which spools a text to one of our numbers may be meant for.
package struct NumberOwners: Hashable, Sendable {
  /// What one spool's configuration says about numbers.
  package struct Claim: Hashable, Sendable {
    package var spool: String
    /// The numbers that it sends from by default: one, a pool, or none.
    package var defaults: Set<PhoneNumber>
    /// nil: every number.
    package var allowedFrom: Set<PhoneNumber>?

    package init(spool: String, defaults: Set<PhoneNumber>, allowedFrom: Set<PhoneNumber>?) {
      self.spool = spool
      self.defaults = defaults
      self.allowedFrom = allowedFrom
    }
  }

  private let claims: [Claim]

  package init(_ claims: [Claim]) {
    // The spool named default comes first where nothing else decides.
    self.claims = claims.sorted { $0.place < $1.place }
  }

  /// The spools, the likeliest first; never empty as long as there is a spool.
  ///
  /// | rank | the spool |
  /// |---|---|
  /// | 1 | lists the number and sends from it by default |
  /// | 2 | lists it |
  /// | 3 | lists none and sends from it by default |
  /// | 4 | lists none |
  ///
  /// A number that no spool may use goes to any of them, so that no text is lost.
  package func candidates(for number: PhoneNumber) -> [String] {
    let ranked = claims.compactMap { claim in Self.rank(claim, number).map { (claim.spool, $0) } }
    guard !ranked.isEmpty else { return claims.map(\.spool) }
    // The sort is stable: claims of one rank keep their order.
    return ranked.sorted { $0.1 < $1.1 }.map(\.0)
  }

  private static func rank(_ claim: Claim, _ number: PhoneNumber) -> Int? {
    let isDefault = claim.defaults.contains(number)
    guard let allowed = claim.allowedFrom else { return isDefault ? 3 : 4 }
    guard allowed.contains(number) else { return nil }
    return isDefault ? 1 : 2
  }
}

extension NumberOwners.Claim {
  fileprivate var place: (Int, String) { (spool == "default" ? 0 : 1, spool) }
}
