internal import SMSCore

extension Context {
  /// The wall clock in the unit of the ledger.
  var now: WallTime { WallTime(milliseconds: wall() / 1_000_000) }
}
