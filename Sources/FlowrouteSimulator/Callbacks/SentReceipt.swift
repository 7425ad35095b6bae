/// A receipt as the record of its message shows it.
struct SentReceipt: Equatable {
  /// nil for the one of level 1.
  let code: Int?
  /// Nanoseconds since 1970 by the provider's clock.
  let time: Int64

  var level: Int { code == nil ? 1 : 2 }

  /// Whether it stands above another in a record: the newest first, of one time the higher level.
  func isAbove(_ other: SentReceipt) -> Bool {
    (time, level) > (other.time, other.level)
  }
}
