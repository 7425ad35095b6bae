package import SMSCore
internal import SMSSpool

/// A time of the ledger as text.
package enum Stamp {
  /// `2026-11-23T08:00:00.123Z`, as results write it.
  package static func text(_ time: WallTime) -> String {
    RFC3339.text(milliseconds: time.milliseconds)
  }

  /// `2026-11-23 08:00:00`, UTC, for tables.
  package static func short(_ time: WallTime) -> String {
    text(time).prefix(19).split(separator: "T").joined(separator: " ")
  }
}
