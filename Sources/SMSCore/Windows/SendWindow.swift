/// When messages may go, by weekday and time of the recipient's clocks.
package struct SendWindow: Hashable, Sendable {
  package enum Weekday: Int, CaseIterable, Sendable {
    case monday
    case tuesday
    case wednesday
    case thursday
    case friday
    case saturday
    case sunday

    /// The word of the configuration.
    package var word: String {
      switch self {
      case .monday: "mon"
      case .tuesday: "tue"
      case .wednesday: "wed"
      case .thursday: "thu"
      case .friday: "fri"
      case .saturday: "sat"
      case .sunday: "sun"
      }
    }
  }

  /// A part of each of some days, in minutes after midnight; `to` is above `from`, at most 1,440.
  package struct Span: Hashable, Sendable {
    package var days: Set<Weekday>
    package var from: Int
    package var to: Int

    package init(days: Set<Weekday>, from: Int, to: Int) {
      self.days = days
      self.from = from
      self.to = to
    }
  }

  private static let secondsOfDay: Int64 = 86_400
  private static let secondsOfWeek: Int64 = 7 * secondsOfDay
  /// Longer than from any time to the next opening, and further than anything is planned.
  private static let horizon: Int64 = 15 * secondsOfDay

  package let spans: [Span]
  /// In seconds of a week, from Monday's midnight; in order, neither overlapping nor touching.
  private let open: [Range<Int64>]

  package init(_ spans: [Span]) {
    self.spans = spans
    var ranges: [Range<Int64>] = []
    for span in spans where span.from < span.to {
      for day in span.days {
        let midnight = Int64(day.rawValue) * Self.secondsOfDay
        ranges.append(midnight + Int64(span.from) * 60..<midnight + Int64(span.to) * 60)
      }
    }
    var merged: [Range<Int64>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = merged.last, range.lowerBound <= last.upperBound {
        merged.removeLast()
        merged.append(last.lowerBound..<max(last.upperBound, range.upperBound))
      } else {
        merged.append(range)
      }
    }
    open = merged
  }

  /// Whether it is open in one zone, and until when nothing changes.
  private func state(
    at seconds: Int64,
    in zone: ZoneRules
  ) -> (isOpen: Bool, until: Int64) {
    // 1970-01-01 was a Thursday.
    let local = seconds + Int64(zone.offset(at: seconds)) + 3 * Self.secondsOfDay
    let time = floorDivide(local, Self.secondsOfWeek).remainder
    let next = open.first { $0.upperBound > time }
    let isOpen = next.map { $0.lowerBound <= time } ?? false
    let edge = next.map { isOpen ? $0.upperBound : $0.lowerBound } ?? Self.secondsOfWeek
    let until = seconds + edge - time
    return (isOpen, zone.nextChange(after: seconds).map { min($0, until) } ?? until)
  }

  /// When it is next open in all zones, `start` included; nil if not within 15 days.
  func opening(from start: Int64, in zones: [ZoneRules]) -> Int64? {
    var time = start
    while time - start <= Self.horizon {
      // None of those that are closed opens before.
      var next: Int64?
      for zone in zones {
        let state = state(at: time, in: zone)
        if !state.isOpen { next = max(next ?? state.until, state.until) }
      }
      guard let next else { return time }
      time = next
    }
    return nil
  }

  /// When it closes in one of the zones, if it is open at `start`; nil if not within 15 days.
  func closing(after start: Int64, in zones: [ZoneRules]) -> Int64? {
    var time = start
    while time - start <= Self.horizon {
      var next = Int64.max
      for zone in zones {
        let state = state(at: time, in: zone)
        guard state.isOpen else { return time }
        next = min(next, state.until)
      }
      time = next
    }
    return nil
  }

  /// Since when it has been open in all zones, if it is open at `end`; nil if for 15 days or more.
  func opened(before end: Int64, in zones: [ZoneRules]) -> Int64? {
    var time = end - Self.horizon
    var last: Int64?
    while let opening = opening(from: time, in: zones), opening <= end {
      guard let closing = closing(after: opening, in: zones), closing <= end else {
        return opening == end - Self.horizon ? nil : opening
      }
      last = opening
      time = closing
    }
    return last
  }
}

/// What a window says at one time.
package struct WindowState: Hashable, Sendable {
  package var isOpen: Bool
  /// When it closes or opens; if that is far away, when to look again.
  package var until: WallTime
}
