package import SMSCore

/// What the codes and words of Flowroute's receipts mean.
package struct FlowrouteReceipts: ReceiptReading {
  /// "Message failed", which has been seen before a successful delivery to the handset.
  private static let failedCode = 1_007

  /// The recipient texted STOP.
  package let optOutCode = 1_110

  package init() {}

  /// Goes by the receipt's code, or by its word if it has no code.
  package func status(of receipt: Receipt) -> Delivery.Status {
    receipt.code == nil ? Self.status(word: receipt.status) : Self.status(code: receipt.code)
  }

  package func isPremature(_ receipt: Receipt) -> Bool { receipt.code == Self.failedCode }

  /// The status that a receipt's code means.
  ///
  /// | code | status |
  /// |---|---|
  /// | none, below 1000, 1000 to 1002 | pending |
  /// | 1003 | accepted by the carrier, often the last receipt to arrive |
  /// | 1004 | delivered |
  /// | any other, known or not | undelivered |
  ///
  /// Source: Flowroute, "Delivery receipt response codes" (support article 681766).
  private static func status(code: Int?) -> Delivery.Status {
    switch code {
    case nil, .some(...1_002): .pending
    case 1_003: .acceptedByCarrier
    case 1_004: .delivered
    default: .undelivered
    }
  }

  /// The status that a receipt's word means if there is no code; case-insensitive, with `_` or `-`
  /// treated as blanks.
  ///
  /// | word | status |
  /// |---|---|
  /// | delivered, delivery success | delivered |
  /// | undelivered, undeliverable, failed, rejected, expired | undelivered |
  /// | delivery failure, smsc reject | undelivered |
  /// | message buffered | accepted by the carrier |
  /// | any other | pending |
  ///
  /// Source: Flowroute's samples; Kannel's delivery reports, the origin of some of the words.
  private static func status(word: String) -> Delivery.Status {
    let words = word.lowercased().split { $0.isWhitespace || "_-".contains($0) }
    switch words.joined(separator: " ") {
    case "delivered", "delivery success": return .delivered
    case "undelivered", "undeliverable", "failed", "rejected", "expired", "delivery failure",
      "smsc reject":
      return .undelivered
    case "message buffered": return .acceptedByCarrier
    default: return .pending
    }
  }
}
