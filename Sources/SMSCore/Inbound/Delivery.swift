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
  /// - Parameter receipts: Those of one message, in the order in which they arrived.
  package init?(_ receipts: [Receipt]) {
    guard var deciding = receipts.first else { return nil }
    for receipt in receipts.dropFirst() where receipt.replaces(deciding) { deciding = receipt }
    status = deciding.deliveryStatus
    code = deciding.code
    description = deciding.description
    at = deciding.at
    self.receipts = receipts
  }
}

extension Delivery.Status {
  /// The status that a receipt's code means.
  ///
  /// | code | status |
  /// |---|---|
  /// | none, below 1000, 1000 to 1002 | pending |
  /// | 1003 | accepted by the carrier, often the last receipt to arrive |
  /// | 1004 | delivered |
  /// | any other, known or not | undelivered |
  ///
  /// Source: the provider's "Delivery receipt response codes" (support article 681766).
  package init(code: Int?) {
    switch code {
    case nil, .some(...1_002): self = .pending
    case 1_003: self = .acceptedByCarrier
    case 1_004: self = .delivered
    default: self = .undelivered
    }
  }
}

extension Delivery.Status {
  /// The status that a receipt's word means if it has no code; in any case, with `_` or `-` for
  /// blanks.
  ///
  /// | word | status |
  /// |---|---|
  /// | delivered, delivery success | delivered |
  /// | undelivered, undeliverable, failed, rejected, expired, delivery failure, smsc reject | undelivered |
  /// | message buffered | accepted by the carrier |
  /// | any other | pending |
  ///
  /// Source: the provider's samples; Kannel's delivery reports, which some of the words come from.
  package init(word: String) {
    let words = word.lowercased().split { $0.isWhitespace || "_-".contains($0) }
    switch words.joined(separator: " ") {
    case "delivered", "delivery success": self = .delivered
    case "undelivered", "undeliverable", "failed", "rejected", "expired", "delivery failure",
      "smsc reject":
      self = .undelivered
    case "message buffered": self = .acceptedByCarrier
    default: self = .pending
    }
  }
}

extension Receipt {
  /// "Message failed", which has been seen to precede delivery to the handset.
  private static let failedCode = 1_007

  /// What it says about the message: by its code, or by its word if it has no code.
  package var deliveryStatus: Delivery.Status {
    code == nil ? Delivery.Status(word: status) : Delivery.Status(code: code)
  }

  /// Whether it overrides a receipt that arrived earlier.
  fileprivate func replaces(_ earlier: Receipt) -> Bool {
    let (mine, other) = (deliveryStatus, earlier.deliveryStatus)
    if mine == .delivered, earlier.code == Self.failedCode { return true }
    if other.isFinal || mine < other { return false }
    guard mine == other, let at, let otherTime = earlier.at else { return true }
    return at >= otherTime
  }
}
