package import SMSCore

/// A duration for people, in the one or two units that matter.
package enum Span {
  private static let units: [(seconds: Int64, name: String)] = [
    (86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"),
  ]

  /// `268 ms`, `1.2 s`, `12 s`, `2 h 5 min`; a negative duration counts as zero.
  package static func text(_ interval: Interval) -> String {
    let milliseconds = max(0, interval.wholeMilliseconds)
    guard milliseconds >= 1_000 else { return "\(milliseconds) ms" }
    guard milliseconds >= 10_000 else {
      return "\(milliseconds / 1_000).\(milliseconds / 100 % 10) s"
    }
    let seconds = milliseconds / 1_000
    guard let first = units.firstIndex(where: { $0.seconds <= seconds }) else { return "0 s" }
    let (count, rest) = seconds.quotientAndRemainder(dividingBy: units[first].seconds)
    let text = "\(count) \(units[first].name)"
    guard first + 1 < units.count else { return text }
    let next = rest / units[first + 1].seconds
    return next == 0 ? text : "\(text) \(next) \(units[first + 1].name)"
  }

  /// The same in whole seconds, or minutes from one minute on: `under 1 s`, `8 s`, `42 min`,
  /// `2 h 5 min`.
  package static func coarse(_ interval: Interval) -> String {
    let seconds = max(0, interval.wholeMilliseconds / 1_000)
    if seconds < 60 { return seconds == 0 ? "under 1 s" : "\(seconds) s" }
    return text(Interval(milliseconds: seconds / 60 * 60_000))
  }

  /// A time relative to now, coarsely: `in 12 s`, `42 min ago`.
  package static func coarse(_ time: WallTime, from now: WallTime) -> String {
    time > now ? "in \(coarse(time.since(now)))" : "\(coarse(now.since(time))) ago"
  }

  /// A time relative to now: `in 12 s`, `2 h 5 min ago`.
  package static func text(_ time: WallTime, from now: WallTime) -> String {
    time > now ? "in \(text(time.since(now)))" : "\(text(now.since(time))) ago"
  }
}

/// Times from the ledger as text.
package enum Stamp {
  /// `2026-11-23T08:00:00.123Z`, as in results.
  package static func text(_ time: WallTime) -> String {
    RFC3339.text(time)
  }

  /// `2026-11-23 08:00:00`, UTC, for tables.
  package static func short(_ time: WallTime) -> String {
    text(time).prefix(19).split(separator: "T").joined(separator: " ")
  }
}

/// A count with its noun: `1 segment`, `2 segments`.
enum Quantity {
  static func of(_ count: some BinaryInteger, _ noun: String) -> String {
    count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
  }

  /// The same with the digits in groups: `1,204 messages`.
  static func grouped(_ count: Int, _ noun: String) -> String {
    count == 1 ? "1 \(noun)" : "\(StatusView.grouped(count)) \(noun)s"
  }
}
