/// Which receipts follow an accepted message, and how they are sent.
package struct ReceiptPlan: Sendable, Equatable {
  /// The shape of a receipt, which depends on the account.
  package enum Shape: String, Sendable {
    /// As documented: `{"data": {…}}` with level and links.
    case wrapped
    /// As seen on some accounts: no `data`, no level, no time.
    case flat
  }

  package var shape = Shape.wrapped
  /// The `status_code` of the second receipt.
  package var code = 1_003
  /// When the first (`smsc submit`) and the second receipt follow acceptance, in nanoseconds.
  package var delays: [Int64] = [0, 0]
  /// Which of the two are sent, in this order.
  package var levels = [1, 2]
  /// How often each is sent.
  package var copies = 1
  /// Whether the code is written as a string.
  package var hasTextCodes = false

  /// The usual two receipts, without delay.
  package init() {}
}

/// A receipt as its message's record shows it.
struct SentReceipt: Equatable {
  /// nil for a level 1 receipt.
  let code: Int?
  /// Nanoseconds since 1970 by the provider's clock.
  let time: Int64

  var level: Int { code == nil ? 1 : 2 }

  /// Whether it comes before another in a record: newest first, then the higher level.
  func isAbove(_ other: SentReceipt) -> Bool {
    (time, level) > (other.time, other.level)
  }
}
