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
