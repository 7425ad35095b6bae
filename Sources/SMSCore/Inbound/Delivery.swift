/// What a message's receipts say about it, taken together; the contract's `delivery`.
package struct Delivery: Hashable, Sendable {
  /// How far a message got; a later one replaces an earlier one, and the last two are final.
  package enum Status: Int, CaseIterable, Comparable, Sendable {
    case pending
    case acceptedByCarrier
    case delivered
    case undelivered

    /// The contract's word.
    package var name: String {
      switch self {
      case .pending: "pending"
      case .acceptedByCarrier: "accepted_by_carrier"
      case .delivered: "delivered"
      case .undelivered: "undelivered"
      }
    }

    package var isFinal: Bool { self >= .delivered }

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
  }

  package var status: Status
  /// From the receipt that decided the status.
  package var code: Int?
  package var description: String?
  /// The provider's time of that receipt.
  package var at: WallTime?
  /// All receipts, in the order in which they arrived.
  package var receipts: [Receipt]

  /// Combines receipts; nil if there are none.
  ///
  /// Receipts arrive in any order: the most advanced one counts, and the first final one is kept.
  /// - Parameters:
  ///   - receipts: Those of one message, in the order in which they arrived.
  ///   - reading: What their codes and words mean.
  package init?(_ receipts: [Receipt], read reading: any ReceiptReading) {
    guard var deciding = receipts.first else { return nil }
    for receipt in receipts.dropFirst() where receipt.replaces(deciding, read: reading) {
      deciding = receipt
    }
    status = reading.status(of: deciding)
    code = deciding.code
    description = deciding.description
    at = deciding.at
    self.receipts = receipts
  }
}

extension Receipt {
  /// Whether it overrides a receipt that arrived earlier.
  fileprivate func replaces(_ earlier: Receipt, read reading: any ReceiptReading) -> Bool {
    let (mine, other) = (reading.status(of: self), reading.status(of: earlier))
    if mine == .delivered, reading.isPremature(earlier) { return true }
    if other.isFinal || mine < other { return false }
    guard mine == other, let at, let otherTime = earlier.at else { return true }
    return at >= otherTime
  }
}
